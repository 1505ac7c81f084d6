package io.milora.datasets;

import io.milora.model.Problem;

/**
 * What is wrong with one row.
 *
 * @param row number of the line, from 1; blank lines count, so that editors show the same number
 * @param reason what was found and what is allowed
 */
public record RowProblem(long row, RowFault fault, String reason) {
  /** As a problem of the parameter that named the file. */
  public Problem toProblem(String param) {
    return new Problem(param, fault.code(), "Row " + row + ": " + reason);
  }
}
