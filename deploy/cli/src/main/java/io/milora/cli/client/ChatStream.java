package io.milora.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.model.ChatMessage;
import io.milora.model.openai.ErrorResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer as a client sees it. For one thread; closing goes away from it, whatever the
 * server is at.
 */
public final class ChatStream implements AutoCloseable {
  private static final String DATA = "data: ";
  private static final String LAST = "[DONE]";

  private final HttpJson http;
  private final CompletableFuture<HttpResponse<Stream<String>>> response;
  private @Nullable Iterator<String> lines;

  private ChatStream(HttpJson http, CompletableFuture<HttpResponse<Stream<String>>> response) {
    this.http = http;
    this.response = response;
  }

  /**
   * What is asked.
   *
   * @param limit the server's time for it; null for the server's own
   */
  public record Question(
      String model, List<ChatMessage> messages, int maxTokens, @Nullable Duration limit) {}

  /** What comes of it. */
  public sealed interface Event {
    /** Text of one or more tokens. */
    record Text(String text) implements Event {}

    /**
     * The answer is complete.
     *
     * @param tokens generated ones
     */
    record Complete(int tokens) implements Event {}

    /**
     * The server refused or broke off.
     *
     * @param kind status and code, the same for equal reasons
     */
    record Failed(String kind) implements Event {}

    /** Nothing came within the time given. */
    record Silent() implements Event {}
  }

  static ChatStream open(HttpJson http, Question question) {
    Duration limit = question.limit();
    Map<String, String> headers =
        limit == null
            ? Map.of()
            : Map.of("x-request-timeout-ms", Long.toString(Math.max(1, limit.toMillis())));
    StreamRequest body =
        new StreamRequest(
            question.model(),
            question.messages(),
            question.maxTokens(),
            0,
            true,
            new Options(true));
    return new ChatStream(http, http.lines("chat/completions", headers, body));
  }

  /**
   * The next event. After {@link Event.Complete} and {@link Event.Failed} there is none.
   *
   * @param patience how long to wait for the answer's beginning; later events are waited for as
   *     long as the server takes
   */
  public Event next(Duration patience) throws InterruptedException {
    try {
      if (lines == null) {
        HttpResponse<Stream<String>> begun =
            response.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        if (begun.statusCode() / 100 != 2) {
          return refused(begun);
        }
        lines = begun.body().iterator();
      }
      return nextOf(lines);
    } catch (TimeoutException e) {
      return new Event.Silent();
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (CancellationException | UncheckedIOException e) {
      return failed(e);
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Event nextOf(Iterator<String> lines) throws IOException {
    int tokens = -1;
    while (lines.hasNext()) {
      String line = lines.next();
      if (!line.startsWith(DATA)) {
        continue;
      }
      String data = line.substring(DATA.length());
      if (data.equals(LAST)) {
        return new Event.Complete(tokens);
      }
      Chunk chunk = http.read(data, Chunk.class);
      if (chunk.error() != null) {
        return new Event.Failed("in the stream: " + chunk.error().code());
      }
      if (chunk.usage() != null) {
        tokens = chunk.usage().completionTokens();
      }
      String text = chunk.text();
      if (!text.isEmpty()) {
        return new Event.Text(text);
      }
    }
    return new Event.Failed("the connection ended within an answer");
  }

  private Event refused(HttpResponse<Stream<String>> refusal) {
    String body;
    try (Stream<String> text = refusal.body()) {
      body = text.collect(Collectors.joining("\n"));
    }
    String code;
    try {
      code = String.valueOf(http.read(body, ErrorResponse.class).error().code());
    } catch (JsonProcessingException e) {
      code = "no error of ours";
    }
    return new Event.Failed(refusal.statusCode() + " " + code);
  }

  private static Event failed(@Nullable Throwable cause) {
    return new Event.Failed(cause == null ? "unknown" : cause.getClass().getSimpleName());
  }

  @Override
  public void close() {
    if (!response.cancel(true) && response.state() == Future.State.SUCCESS) {
      response.resultNow().body().close();
    }
  }

  private record StreamRequest(
      String model,
      List<ChatMessage> messages,
      int maxCompletionTokens,
      double temperature,
      boolean stream,
      Options streamOptions) {}

  private record Options(boolean includeUsage) {}

  private record Chunk(
      @Nullable List<Choice> choices, @Nullable Usage usage, ErrorResponse.@Nullable Detail error) {
    String text() {
      if (choices == null || choices.isEmpty()) {
        return "";
      }
      String text = choices.getFirst().delta().content();
      return text == null ? "" : text;
    }
  }

  private record Choice(Delta delta) {}

  private record Delta(@Nullable String content) {}

  private record Usage(int completionTokens) {}
}
