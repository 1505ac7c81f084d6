package io.milora.persistence;

import java.io.Serial;

/** The job was given to another worker, or has ended; the caller must stop and write nothing. */
public class LeaseLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LeaseLostException(Lease lease) {
    super(
        "The lease with token %d on job %s is lost".formatted(lease.fencingToken(), lease.jobId()));
  }
}
