package io.milora.model;

import java.util.Locale;

/** Who speaks in a chat message. */
public enum Role {
  SYSTEM,
  /** OpenAI's newer name for instructions that outrank the user's. */
  DEVELOPER,
  USER,
  ASSISTANT;

  /** The name in JSON and in chat templates, for instance {@code user}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
