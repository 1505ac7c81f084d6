package io.milora.console.live;

import io.milora.console.platform.PlatformException;

/** What a poll found. */
public sealed interface Reading<T> {
  /** The present state. */
  record Fresh<T>(T value) implements Reading<T> {}

  /** The platform refused, or did not answer; the next poll may find more. */
  record Failed<T>(PlatformException error) implements Reading<T> {}
}
