package io.milora.console.platform;

import java.util.Locale;

/** What can be done to a job. */
public enum JobAction {
  PAUSE,
  RESUME,
  CANCEL;

  /** The part of the path. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
