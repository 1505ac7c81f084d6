package io.milora.model.openai;

/** Deprecated by OpenAI, yet required by its clients. */
public enum FileStatus {
  UPLOADED,
  PROCESSED,
  ERROR
}
