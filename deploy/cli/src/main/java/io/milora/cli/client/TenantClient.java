package io.milora.cli.client;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.ChatMessage;
import io.milora.model.MethodSettings;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a tenant's applications and admins call, with one API key. Thread-safe. */
public final class TenantClient {
  private static final int EVENTS = 100;

  private final HttpJson http;

  /**
   * A client of one tenant.
   *
   * @param baseUrl as OpenAI's clients take it, for instance {@code http://127.0.0.1:8000/v1}
   */
  public TenantClient(String baseUrl, String apiKey) {
    this.http = new HttpJson(URI.create(baseUrl + "/"), apiKey);
  }

  /** Uploads rows to train on or to measure with. */
  public FileObject upload(String filename, byte[] content) {
    String boundary = "milora-" + UUID.randomUUID();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        """
        --%1$s\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        fine-tune\r
        --%1$s\r
        Content-Disposition: form-data; name="file"; filename="%2$s"\r
        Content-Type: application/jsonl\r
        \r
        """
            .formatted(boundary, filename)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return http.post(
        "files",
        "multipart/form-data; boundary=" + boundary,
        BodyPublishers.ofByteArray(body.toByteArray()),
        FileObject.class);
  }

  /** Queues a job. */
  public FineTuningJob createJob(NewJob job) {
    return http.post("fine_tuning/jobs", job, FineTuningJob.class);
  }

  /** A job as it is now. */
  public FineTuningJob job(String id) {
    return http.get("fine_tuning/jobs/" + id, FineTuningJob.class);
  }

  /** What happened to a job, newest first; the newest hundred. */
  public List<FineTuningJobEvent> events(String jobId) {
    return http.get("fine_tuning/jobs/" + jobId + "/events?limit=" + EVENTS, Events.class).data();
  }

  /** The likeliest answer, and what the routers decided for it. */
  public Answer ask(String model, List<ChatMessage> messages, int maxTokens) {
    ChatCompletion completion =
        http.post(
            "chat/completions",
            "x-milora-routes",
            "true",
            new ChatRequest(model, messages, maxTokens, 0),
            ChatCompletion.class);
    return new Answer(
        completion.choices().getFirst().message().content(),
        completion.usage().completionTokens(),
        completion.routes() == null ? List.of() : completion.routes().gates());
  }

  /** Begins an answer that is read as it comes, likeliest tokens only; does not wait for it. */
  public ChatStream stream(ChatStream.Question question) {
    return ChatStream.open(http, question);
  }

  /**
   * A job to queue.
   *
   * @param trainingFile null if the method's domains have theirs
   * @param validationFile null to train without one, or if the domains have theirs
   * @param suffix becomes part of the model's name
   */
  public record NewJob(
      String model,
      @Nullable String trainingFile,
      @Nullable String validationFile,
      String suffix,
      int seed,
      Method method) {

    /**
     * A method and its settings, which stand under the method's name.
     *
     * @param type lora, milora or moa
     */
    public record Method(String type, @JsonIgnore Settings settings) {
      /** With these hyperparameters; those left out have their defaults. */
      public static Method of(String type, Map<String, Object> hyperparameters) {
        return new Method(type, new Settings(hyperparameters, null));
      }

      /** A mixture of these domains' LoRAs. */
      public static Method moa(List<Domain> domains, Map<String, Object> hyperparameters) {
        return new Method(MethodSettings.Moa.NAME, new Settings(hyperparameters, domains));
      }

      @JsonAnyGetter
      Map<String, Settings> named() {
        return Map.of(type, settings);
      }
    }

    /**
     * What a method takes.
     *
     * @param hyperparameters by their names in JSON
     * @param domains of a mixture, or else null
     */
    public record Settings(
        Map<String, Object> hyperparameters,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Domain> domains) {}

    /** A domain of a mixture; its LoRA is trained on its file. */
    public record Domain(String name, String trainingFile, String validationFile) {}
  }

  /**
   * What a model said.
   *
   * @param tokens generated ones
   * @param gates [layers][7], strength of each module's pair, 0 where it is off; empty for the bare
   *     base model
   */
  public record Answer(String text, int tokens, List<List<Double>> gates) {}

  private record Events(List<FineTuningJobEvent> data) {}

  private record ChatRequest(
      String model, List<ChatMessage> messages, int maxCompletionTokens, double temperature) {}

  private record ChatCompletion(List<Choice> choices, Usage usage, @Nullable Routes routes) {
    record Choice(Message message) {}

    record Message(String content) {}

    record Usage(int completionTokens) {}

    record Routes(List<List<Double>> gates) {}
  }
}
