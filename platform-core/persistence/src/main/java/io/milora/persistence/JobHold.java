package io.milora.persistence;

/** Why a job that was running waits, if not because its tenant paused it or its worker stopped. */
public enum JobHold {
  /** It was another tenant's turn. */
  YIELDED,
  /** Its state could not be kept. */
  STORAGE_FULL
}
