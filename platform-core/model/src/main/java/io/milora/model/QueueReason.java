package io.milora.model;

/** Why a job waits. */
public enum QueueReason {
  /** It is in line. */
  WAITING_FOR_WORKER,
  /** As many of its tenant's jobs run as may run at once. */
  TENANT_LIMIT,
  /** It ran, and made way at a checkpoint; it goes on when it is its tenant's turn again. */
  YIELDED_TO_OTHER_TENANTS,
  /** Its tenant paused it. */
  PAUSED,
  /** Its state could not be kept; to be resumed when there is space. */
  STORAGE_FULL
}
