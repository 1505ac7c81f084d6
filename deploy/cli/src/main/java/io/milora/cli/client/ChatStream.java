package io.milora.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.milora.model.ChatMessage;
import io.milora.model.openai.ErrorResponse;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer as a client sees it. For one thread; closing goes away from it, whatever the
 * server is at.
 */
public final class ChatStream implements AutoCloseable {
  private static final String DATA = "data: ";
  private static final String LAST = "[DONE]";

  private static final int OK = 200;

  private final HttpJson http;
  private final BlockingQueue<Arrived> arrived;
  private final CompletableFuture<HttpResponse<Void>> response;
  private final StringBuilder refusal = new StringBuilder();
  private int status;
  private int tokens;
  private boolean complete;

  private ChatStream(
      HttpJson http,
      BlockingQueue<Arrived> arrived,
      CompletableFuture<HttpResponse<Void>> response) {
    this.http = http;
    this.arrived = arrived;
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

  /** What the connection brings, in the order in which it does. */
  private sealed interface Arrived {
    record Status(int code) implements Arrived {}

    record Line(String text) implements Arrived {}

    record End(@Nullable Throwable failure) implements Arrived {}
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
    BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    CompletableFuture<HttpResponse<Void>> response =
        http.stream("chat/completions", headers, body, info -> lines(info, arrived));
    CompletableFuture<HttpResponse<Void>> unused =
        response.whenComplete((done, failure) -> arrived.add(new Arrived.End(failure)));
    return new ChatStream(http, arrived, response);
  }

  private static BodySubscriber<Void> lines(
      HttpResponse.ResponseInfo info, BlockingQueue<Arrived> arrived) {
    arrived.add(new Arrived.Status(info.statusCode()));
    return BodySubscribers.fromLineSubscriber(new LineTaker(arrived), taker -> null, UTF_8, null);
  }

  private record LineTaker(BlockingQueue<Arrived> arrived) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      arrived.add(new Arrived.Line(line));
    }

    /** The response ends with the same failure. */
    @Override
    public void onError(Throwable failure) {}

    /** The response ends, too. */
    @Override
    public void onComplete() {}
  }

  /**
   * The next event. After {@link Event.Complete} and {@link Event.Failed} there is none.
   *
   * @param patience how long to wait for it
   */
  public Event next(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Arrived next = arrived.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      Event event =
          switch (next) {
            case null -> new Event.Silent();
            case Arrived.Status(int code) -> {
              status = code;
              yield null;
            }
            case Arrived.Line(String text) when status == OK -> event(text);
            case Arrived.Line(String text) -> {
              refusal.append(text);
              yield null;
            }
            case Arrived.End(Throwable failure) -> end(failure);
          };
      if (event != null) {
        return event;
      }
    }
  }

  private @Nullable Event event(String line) {
    if (!line.startsWith(DATA)) {
      return null;
    }
    String data = line.substring(DATA.length());
    if (data.equals(LAST)) {
      complete = true;
      return new Event.Complete(tokens);
    }
    try {
      Chunk chunk = http.read(data, Chunk.class);
      if (chunk.error() != null) {
        return new Event.Failed("in the stream: " + chunk.error().code());
      }
      tokens = chunk.usage() == null ? tokens : chunk.usage().completionTokens();
      String text = chunk.text();
      return text.isEmpty() ? null : new Event.Text(text);
    } catch (JsonProcessingException e) {
      return new Event.Failed("no chunk: " + data);
    }
  }

  private Event end(@Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      return new Event.Failed(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }
    if (status == OK) {
      return new Event.Failed("the connection ended within an answer");
    }
    try {
      ErrorResponse error = http.read(refusal.toString(), ErrorResponse.class);
      return new Event.Failed(status + " " + error.error().code());
    } catch (JsonProcessingException e) {
      return new Event.Failed(status + " without an error object");
    }
  }

  /**
   * Leaves a complete answer to end by itself: cancelling it would close its connection, which may
   * be the next request's by then.
   */
  @Override
  public void close() {
    if (!complete) {
      response.cancel(true);
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
