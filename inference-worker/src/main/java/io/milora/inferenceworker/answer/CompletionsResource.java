package io.milora.inferenceworker.answer;

import io.milora.engine.serve.EngineIdentity;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestOrigin;
import io.milora.http.RequiresScope;
import io.milora.inferenceworker.request.GenerationRequestReader;
import io.milora.inferenceworker.request.RequestTimeout;
import io.milora.inferenceworker.serving.CanaryDraw;
import io.milora.inferenceworker.serving.Generations;
import io.milora.inferenceworker.serving.LiveAnswer;
import io.milora.inferenceworker.serving.ModelResolver;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.inferenceworker.serving.ServedModel;
import io.milora.model.ContentHash;
import io.milora.model.PublicId;
import io.milora.model.Scope;
import io.milora.model.openai.ChatCompletion;
import io.milora.model.openai.ChatCompletionRequest;
import io.milora.model.openai.Completion;
import io.milora.model.openai.CompletionRequest;
import io.milora.model.openai.GenerationOptions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Answers chats and continues texts. A client that goes away frees its slot within a step. */
@Path("/v1")
@RequiresScope(Scope.INFER)
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
public class CompletionsResource {
  /** Asks for what the routers decided, as an extension of the answer. */
  public static final String ROUTES = "x-milora-routes";

  private final GenerationRequestReader reader;
  private final CurrentCaller caller;
  private final RequestOrigin origin;
  private final ModelResolver models;
  private final ServedBase base;
  private final Generations generations;
  private final AnswerWriter writer;
  private final RequestTimeout timeouts;
  private final String program;

  CompletionsResource(
      GenerationRequestReader reader,
      CurrentCaller caller,
      RequestOrigin origin,
      ModelResolver models,
      ServedBase base,
      Generations generations,
      AnswerWriter writer,
      RequestTimeout timeouts,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.reader = reader;
    this.caller = caller;
    this.origin = origin;
    this.models = models;
    this.base = base;
    this.generations = generations;
    this.writer = writer;
    this.timeouts = timeouts;
    program = "milora-%s-%s".formatted(version, shortHash(base.engine()));
  }

  /** Answers a chat. */
  @POST
  @Path("/chat/completions")
  @Operation(summary = "Answer a chat, whole or as a stream of server-sent events")
  @RequestBody(content = @Content(schema = @Schema(implementation = ChatCompletionRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ChatCompletion.class)))
  public Response chat(
      InputStream body,
      @HeaderParam(ROUTES) @DefaultValue("false") boolean routes,
      @HeaderParam(RequestTimeout.HEADER) @Nullable String timeout,
      @Context HttpServerResponse http)
      throws IOException {
    ChatCompletionRequest request = reader.chat(body);
    ServedModel model = served(request.model(), request.options());
    int[] prompt = base.encoder().prompt(request.messages());
    AnswerShape shape = new ChatShape(heading(PublicId.CHAT_COMPLETION, model));
    return answer(model, prompt, shape, request.options(), routes, timeouts.of(timeout), http);
  }

  /** Continues a text. */
  @POST
  @Path("/completions")
  @Operation(summary = "Continue a text, whole or as a stream of server-sent events")
  @RequestBody(content = @Content(schema = @Schema(implementation = CompletionRequest.class)))
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = Completion.class)))
  public Response completion(
      InputStream body,
      @HeaderParam(ROUTES) @DefaultValue("false") boolean routes,
      @HeaderParam(RequestTimeout.HEADER) @Nullable String timeout,
      @Context HttpServerResponse http)
      throws IOException {
    CompletionRequest request = reader.completion(body);
    ServedModel model = served(request.model(), request.options());
    int[] prompt = base.encoder().tokenizer().encode(request.prompt());
    AnswerShape shape = new CompletionShape(heading(PublicId.COMPLETION, model));
    return answer(model, prompt, shape, request.options(), routes, timeouts.of(timeout), http);
  }

  private Response answer(
      ServedModel model,
      int[] prompt,
      AnswerShape shape,
      GenerationOptions options,
      boolean routes,
      Duration timeout,
      HttpServerResponse http)
      throws IOException {
    LiveAnswer answer = generations.start(caller.get(), model, prompt, options, timeout);
    http.closeHandler(gone -> answer.cancel());
    if (http.closed()) {
      answer.cancel(); // it went away before anybody listened
    }
    return writer.write(answer, model, shape, options, routes);
  }

  private ServedModel served(String model, GenerationOptions options) {
    String request = String.valueOf(origin.requestId());
    return models.resolve(caller.get(), model, CanaryDraw.of(model, options.user(), request));
  }

  private Heading heading(PublicId kind, ServedModel model) {
    String adapter =
        model.adapterHash() == null ? "base" : model.adapterHash().hex().substring(0, 16);
    return new Heading(
        kind.next(), Instant.now().getEpochSecond(), model.name(), program + "-" + adapter);
  }

  private static String shortHash(EngineIdentity engine) {
    String text = engine.build() + " " + engine.precision();
    return ContentHash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 8);
  }
}
