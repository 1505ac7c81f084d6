package io.milora.datasets;

/** What the rows of a file look like. */
public enum DatasetFormat {
  /** {@code {"messages": [{"role": ..., "content": ...}, ...]}}, OpenAI's. */
  CHAT,
  /** {@code {"prompt": ..., "completion": ...}}. */
  COMPLETION
}
