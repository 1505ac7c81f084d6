package io.milora.engine.evaluate;

/**
 * An answer beside the one that the row wants.
 *
 * @param answer generated, without white space at its ends
 * @param expected likewise
 */
record RowAnswer(EvaluationRow row, String answer, String expected) {
  boolean exact() {
    return answer.equals(expected);
  }
}
