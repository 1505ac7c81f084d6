package io.milora.cli.bench;

import io.milora.cli.CommandException;
import io.milora.cli.client.ChatStream;
import io.milora.cli.client.ChatStream.Event;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.time.Duration;
import java.util.List;

/** Chats over HTTP with a key, as the tenant's application sends them. Thread-safe. */
final class HttpWork {
  /** In reports: the whole system, from its client's side. */
  static final String SYSTEM = "http";

  private static final int WARM_UP = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private HttpWork() {}

  /**
   * A prompt of some 60 tokens; equal numbers give equal ones, and all are of about one length.
   *
   * @param number 0 or more
   */
  static List<ChatMessage> prompt(int number) {
    return List.of(
        new ChatMessage(
            Role.USER,
            "Order %06d has not come. The shop says it left the store a week ago, and the page that follows the parcel shows nothing new since. What can I do now, and whom should I ask first?"
                .formatted(number)));
  }

  /**
   * Asks until programs and connections are warm, as those of a system in use are: a virtual
   * machine compiles what it has run some hundred times.
   *
   * @throws CommandException if a request fails
   */
  static void warmUp(BenchSystem system, String model) throws InterruptedException {
    List<ChatMessage> hello = List.of(new ChatMessage(Role.USER, "Hello"));
    for (int i = 0; i < WARM_UP; i++) {
      double unused = firstToken(system, model, hello, 1);
    }
  }

  /**
   * Milliseconds from sending a request to its first token; the answer is read to its end.
   *
   * @throws CommandException if it fails
   */
  static double firstToken(
      BenchSystem system, String model, List<ChatMessage> prompt, int maxTokens)
      throws InterruptedException {
    long start = System.nanoTime();
    long first = 0;
    ChatStream.Question question = new ChatStream.Question(model, prompt, maxTokens, null);
    try (ChatStream stream = system.client().stream(question)) {
      while (true) {
        Event event = stream.next(PATIENCE);
        // A first token may be one that has no text.
        first = first == 0 ? System.nanoTime() : first;
        switch (event) {
          case Event.Text _ -> {
            // The next one is waited for.
          }
          case Event.Complete _ -> {
            return (first - start) / 1e6;
          }
          case Event.Failed failed ->
              throw new CommandException(
                  "A request to %s failed: %s".formatted(model, failed.kind()));
          case Event.Silent _ -> throw new CommandException("No answer came from " + model);
        }
      }
    }
  }
}
