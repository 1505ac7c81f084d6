package io.milora.tables;

/** A file is not the table that it should be. */
final class BrokenTableException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * Says why.
   *
   * @param code a stable name of what is wrong
   */
  BrokenTableException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
