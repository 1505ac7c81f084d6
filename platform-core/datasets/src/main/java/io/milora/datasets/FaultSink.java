package io.milora.datasets;

/** Takes what is wrong with the row at hand. */
@FunctionalInterface
interface FaultSink {
  /**
   * Notes a fault.
   *
   * @param reason what was found and what is allowed
   */
  void report(RowFault fault, String reason);
}
