package io.milora.cli.reproduce;

/**
 * How large a comparison is.
 *
 * @param rows training rows of each task, fewer where a task has fewer
 * @param epochs passes over them
 * @param testRows of each task, fewer where a task has fewer
 * @param devRows of each task
 */
record Scale(int rows, int epochs, int testRows, int devRows) {
  Scale withRows(int other) {
    return new Scale(other, epochs, testRows, devRows);
  }

  Scale withEpochs(int other) {
    return new Scale(rows, other, testRows, devRows);
  }

  Scale withTestRows(int other) {
    return new Scale(rows, epochs, other, devRows);
  }
}
