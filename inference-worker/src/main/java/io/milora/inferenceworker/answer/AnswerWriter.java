package io.milora.inferenceworker.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.batch.GenerationEvent.Finished;
import io.milora.engine.batch.GenerationEvent.Started;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.http.ApiException;
import io.milora.inferenceworker.metrics.RouterMetrics;
import io.milora.inferenceworker.serving.LiveAnswer;
import io.milora.inferenceworker.serving.ServedModel;
import io.milora.model.openai.GenerationOptions;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns an answer that comes into being into a response. */
@Singleton
public class AnswerWriter {
  /** SHA-256 of the adapter that answered; absent for the bare base. */
  public static final String ADAPTER_HASH = "x-adapter-hash";

  /**
   * The domain that a Mixture-of-LoRAs chose; where layers choose for themselves, all in use, that
   * of the most layers first, with commas between. Absent for other methods.
   */
  public static final String DOMAIN = "x-milora-domain";

  /** Milliseconds from the request, its adapter's loading included, to the start of the prefill. */
  public static final String QUEUE_TIME = "x-queue-time-ms";

  /** Milliseconds from the request to the first token, or of a beam search to its end. */
  public static final String TIME_TO_FIRST_TOKEN = "x-ttft-ms";

  private final ObjectMapper json;
  private final LogprobsWriter logprobs;
  private final RouterMetrics routers;

  AnswerWriter(ObjectMapper json, LogprobsWriter logprobs, RouterMetrics routers) {
    this.json = json;
    this.logprobs = logprobs;
    this.routers = routers;
  }

  /**
   * The response, once the prompt was read.
   *
   * @param withRoutes whether to show what the routers decided
   */
  Response write(
      LiveAnswer answer,
      ServedModel model,
      AnswerShape shape,
      GenerationOptions options,
      boolean withRoutes)
      throws IOException {
    Started started = answer.awaitStart();
    routers.routed(model.name(), started.routes());
    Routes routes = withRoutes ? RouteShape.of(started.routes()) : null;
    Response.ResponseBuilder response =
        options.stream()
            ? streamed(answer, shape, options, routes)
            : whole(answer, shape, options, routes);
    response.header(QUEUE_TIME, answer.loading().plus(started.queued()).toMillis());
    if (model.adapterHash() != null) {
      response.header(ADAPTER_HASH, model.adapterHash().hex());
    }
    DomainRoute domains = started.routes().domains();
    if (domains != null) {
      response.header(DOMAIN, String.join(",", domains.inUse()));
    }
    return response.build();
  }

  private Response.ResponseBuilder whole(
      LiveAnswer answer, AnswerShape shape, GenerationOptions options, @Nullable Routes routes)
      throws IOException {
    List<WholeChoice> choices =
        Stream.generate(() -> new WholeChoice(options.topLogprobs() != null))
            .limit(options.choices())
            .toList();
    Finished finished =
        answer.forEach(
            token -> choices.get(token.choice()).add(token, logprobs.of(token).orElse(null)));
    Object body =
        shape.whole(choices.stream().map(WholeChoice::done).toList(), usage(finished), routes);
    return Response.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .header(
            TIME_TO_FIRST_TOKEN, answer.loading().plus(finished.timings().firstToken()).toMillis());
  }

  /**
   * The first token follows the prompt at once, so waiting for it costs the client nothing, and
   * what fails until then has a status of its own.
   */
  private Response.ResponseBuilder streamed(
      LiveAnswer answer, AnswerShape shape, GenerationOptions options, @Nullable Routes routes) {
    Duration firstToken = answer.awaitFirstToken();
    return Response.ok(stream(answer, shape, options, routes), MediaType.SERVER_SENT_EVENTS_TYPE)
        .header(TIME_TO_FIRST_TOKEN, firstToken.toMillis());
  }

  private StreamingOutput stream(
      LiveAnswer answer, AnswerShape shape, GenerationOptions options, @Nullable Routes routes) {
    return out -> {
      try {
        stream(answer, shape, options, routes, out);
      } finally {
        answer.cancel();
      }
    };
  }

  private void stream(
      LiveAnswer answer,
      AnswerShape shape,
      GenerationOptions options,
      @Nullable Routes routes,
      OutputStream out)
      throws IOException {
    ServerSentEvents events = new ServerSentEvents(out, json);
    for (Object piece : shape.opening(options.choices(), routes)) {
      events.add(piece); // goes with the first token, which is there already
    }
    try {
      Finished finished = answer.forEach(token -> send(token, shape, events));
      if (options.includeUsage()) {
        events.add(shape.usage(usage(finished)));
      }
      events.done();
    } catch (ApiException e) {
      events.add(e.response()); // the status line is gone; clients look for an error object
      events.flush();
    }
  }

  private void send(Token token, AnswerShape shape, ServerSentEvents events) throws IOException {
    Logprobs shown = logprobs.of(token).map(List::of).map(Logprobs::of).orElse(null);
    if (!token.text().isEmpty() || shown != null) {
      events.add(shape.piece(token.choice(), token.text(), shown));
    }
    if (token.end() != null) {
      events.add(shape.closing(token.choice(), WholeChoice.reason(token.end())));
    }
    events.flush();
  }

  private static Usage usage(Finished finished) {
    return Usage.of(finished.promptTokens(), finished.completionTokens());
  }
}
