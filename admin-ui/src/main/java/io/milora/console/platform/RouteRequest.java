package io.milora.console.platform;

import io.milora.model.ChatMessage;
import java.util.List;

/**
 * A prompt whose route is wanted.
 *
 * @param maxCompletionTokens 1: the route is decided before the answer begins
 * @param temperature 0, so that nothing is left to chance
 */
public record RouteRequest(
    String model, List<ChatMessage> messages, int maxCompletionTokens, double temperature) {
  /** The shortest request that routes these messages. */
  public static RouteRequest of(String model, List<ChatMessage> messages) {
    return new RouteRequest(model, List.copyOf(messages), 1, 0);
  }
}
