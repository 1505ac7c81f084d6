package io.milora.persistence;

/** What a tenant wants of its job that runs. */
public enum JobWish {
  GO_ON,
  PAUSE,
  CANCEL
}
