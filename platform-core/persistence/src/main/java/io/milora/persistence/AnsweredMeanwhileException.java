package io.milora.persistence;

import java.io.Serial;

/** What a request asks for has been done by another one with the same key, at the same time. */
public class AnsweredMeanwhileException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  AnsweredMeanwhileException(String operation) {
    super(operation + " was done by another request with the same key");
  }
}
