package io.milora.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * One system at one work: a program that warms up, measures, prints one line of JSON with {@code
 * runs}, its tokens/s, and ends. It gets a process of its own each time, so that what others left
 * in memory does not count as its.
 *
 * @param system whose figures these are, for instance {@code peft}
 * @param work what is done; equal for those that are compared
 * @param command program and arguments
 * @param environment in addition to ours
 */
record Contender(
    String system, String work, List<String> command, Map<String, String> environment) {
  Contender {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
