package io.milora.datasets;

import java.util.Locale;

/** The ways in which a row can be wrong. The names are part of the API. */
public enum RowFault {
  /** Bytes that are not UTF-8. */
  INVALID_UTF8,
  /** Not one JSON value on one line. */
  INVALID_JSON,
  /** JSON, but not an object; or a field of the wrong type. */
  WRONG_TYPE,
  /** Neither a chat nor a prompt with completion. */
  UNKNOWN_FORMAT,
  /** Another format than the rows before. */
  MIXED_FORMATS,
  MISSING_FIELD,
  UNKNOWN_FIELD,
  /** Not one of system, developer, user, assistant. */
  WRONG_ROLE,
  /** No message of a user. */
  NO_USER_MESSAGE,
  /** The last message is not the assistant's, so there is nothing to learn. */
  LAST_MESSAGE_NOT_ASSISTANT,
  /** A message, a prompt, or the list of messages is empty. */
  EMPTY_CONTENT,
  /** The answer to learn is empty. */
  EMPTY_RESPONSE,
  /** Half of a surrogate pair: no tokenizer can encode it. */
  INVALID_TEXT,
  /** A line beyond {@link DatasetScanner#MAX_ROW_BYTES}. */
  ROW_TOO_LONG,
  /** The file has no rows. */
  NO_ROWS;

  /** The name in JSON, for instance {@code wrong_role}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
