package io.milora.trainingworker;

/** Why a job's training ends before its last step. */
enum StopReason {
  /** Its tenant wants it cancelled. */
  CANCELLED,
  /** Its tenant wants it paused. */
  PAUSED,
  /** It is another tenant's turn. */
  YIELD,
  /** This worker is to stop; another one goes on with the job. */
  SHUTDOWN,
  /** Another worker has the job. */
  LEASE_LOST
}
