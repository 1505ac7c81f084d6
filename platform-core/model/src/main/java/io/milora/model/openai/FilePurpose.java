package io.milora.model.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a file is for. */
public enum FilePurpose {
  /** Rows to train on or to measure with. */
  @JsonProperty("fine-tune")
  FINE_TUNE("fine-tune"),
  /** A job's metrics by step. */
  @JsonProperty("fine-tune-results")
  FINE_TUNE_RESULTS("fine-tune-results");

  private final String wireName;

  FilePurpose(String wireName) {
    this.wireName = wireName;
  }

  /** The name in JSON and forms. */
  public String wireName() {
    return wireName;
  }
}
