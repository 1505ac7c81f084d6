package io.milora.tenantmanager;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.testing.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A good request for every call of the OpenAPI document. A call that is new and takes a body, or an
 * id of a new kind, has to be told here: tests that go through the document fail until it is.
 */
final class Examples {
  /** What a tenant may own. */
  enum Thing {
    ALIAS,
    EVALUATION,
    FILE,
    JOB,
    PAUSED_JOB,
    KEY,
    MEMBER,
    MODEL,
    PART,
    UPLOAD,
    VERSION,
    WEBHOOK,
    WHOLE_UPLOAD
  }

  private static final Pattern PLACE = Pattern.compile("\\{([^}]+)}");
  private static final Pattern NAMED = Pattern.compile("<([A-Z]+)>");

  /** What the place in a path, or in the paths below it, is filled with. */
  private static final Map<String, Thing> KINDS =
      Map.ofEntries(
          entry("/v1/adapters", Thing.VERSION),
          entry("/v1/aliases", Thing.ALIAS),
          entry("/v1/api_keys", Thing.KEY),
          entry("/v1/evaluations", Thing.EVALUATION),
          entry("/v1/files", Thing.FILE),
          entry("/v1/fine_tuning/jobs", Thing.JOB),
          entry("/v1/fine_tuning/jobs/{id}/resume", Thing.PAUSED_JOB),
          entry("/v1/members", Thing.MEMBER),
          entry("/v1/quota/keys", Thing.KEY),
          entry("/v1/uploads", Thing.UPLOAD),
          entry("/v1/uploads/{id}/complete", Thing.WHOLE_UPLOAD),
          entry("/v1/webhooks", Thing.WEBHOOK));

  /** JSON with things between angle brackets. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          entry(
              "POST /v1/fine_tuning/jobs",
              "{\"model\":\"tiny-base\",\"training_file\":\"<FILE>\"}"),
          entry("POST /v1/evaluations", "{\"model\":\"<MODEL>\",\"file\":\"<FILE>\"}"),
          entry(
              "PUT /v1/aliases/{name}",
              "{\"model\":\"<MODEL>\",\"override\":true,\"reason\":\"why not\"}"),
          entry(
              "PUT /v1/aliases/{name}/canary",
              "{\"model\":\"<MODEL>\",\"percent\":10,\"override\":true,\"reason\":\"why not\"}"),
          entry(
              "PUT /v1/aliases/{name}/gate",
              "{\"metric\":\"loss\",\"compare_to\":\"constant\",\"value\":9,\"file\":\"<FILE>\"}"),
          entry("POST /v1/api_keys", "{\"name\":\"another\",\"scopes\":[\"infer\"]}"),
          entry("POST /v1/api_keys/{id}/rotate", "{\"overlap_seconds\":60}"),
          entry("PUT /v1/quota/keys/{key_id}", "{\"requests_per_minute\":100}"),
          entry("POST /v1/members", "{\"email\":\"somebody@example.com\"}"),
          entry("POST /v1/webhooks", "{\"url\":\"https://hooks.example/y\"}"),
          entry(
              "POST /v1/uploads",
              "{\"bytes\":9,\"filename\":\"a.jsonl\",\"mime_type\":\"text/plain\",\"purpose\":\"fine-tune\"}"),
          entry("POST /v1/uploads/{id}/complete", "{\"part_ids\":[\"<PART>\"]}"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private Examples() {}

  /**
   * What a call's path names, if it names something.
   *
   * @throws IllegalStateException if nobody said
   */
  static Optional<Thing> thing(Operation call) {
    String path = call.path();
    if (!path.contains("{")) {
      return Optional.empty();
    }
    String known =
        KINDS.keySet().stream()
            .filter(start -> path.equals(start) || path.startsWith(start + "/"))
            .max(Comparator.comparingInt(String::length))
            .orElseThrow(() -> new IllegalStateException(call + " names what is not in KINDS"));
    return Optional.of(Objects.requireNonNull(KINDS.get(known)));
  }

  /** The path with each place filled. */
  static String path(Operation call, String thing) {
    return PLACE.matcher(call.path()).replaceAll(Matcher.quoteReplacement(thing));
  }

  /**
   * A JSON body, or null for calls that take none.
   *
   * @param things what each of them is
   * @throws IllegalStateException if nobody said what is good
   */
  static @Nullable JsonNode body(Operation call, Function<Thing, String> things) {
    if (call.jsonBody() == null) {
      return null;
    }
    String body = BODIES.get(call.toString());
    if (body == null) {
      throw new IllegalStateException(call + " takes a body and is not in BODIES");
    }
    String filled =
        NAMED
            .matcher(body)
            .replaceAll(
                found -> Matcher.quoteReplacement(things.apply(Thing.valueOf(found.group(1)))));
    try {
      return JSON.readTree(filled);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
