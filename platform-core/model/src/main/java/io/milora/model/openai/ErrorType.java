package io.milora.model.openai;

/** OpenAI's families of errors. */
public enum ErrorType {
  /** The request cannot be done as it is, or not by this caller; all of 4xx but 429. */
  INVALID_REQUEST_ERROR,
  /** A limit of the tenant or of the machine; 429 and 503. */
  RATE_LIMIT_ERROR,
  /** Our fault; 500. */
  SERVER_ERROR
}
