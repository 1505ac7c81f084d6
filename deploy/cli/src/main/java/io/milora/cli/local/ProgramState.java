package io.milora.cli.local;

import org.jspecify.annotations.Nullable;

/**
 * What the supervisor last said about one program.
 *
 * @param process null while none runs
 * @param restarts how often it was started again after it ended unasked
 */
record ProgramState(
    String name,
    Condition condition,
    @Nullable ProcessIdentity process,
    String address,
    int restarts,
    String log) {

  /** The life of a program. */
  enum Condition {
    WAITING,
    STARTING,
    READY,
    /** It ended unasked, and waits for its next start. */
    RESTARTING,
    STOPPED
  }
}
