package io.milora.tenantmanager;

import io.milora.tenantmanager.Examples.Thing;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes things of a tenant through the API, as often as they are needed. */
final class FreshThings {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final ApiTest test;
  private final OneOfEverything owner;
  private final String file;
  private final List<String> parts = new ArrayList<>();
  private final Map<Thing, List<String>> made = new EnumMap<>(Thing.class);

  FreshThings(ApiTest test, OneOfEverything owner) {
    this.test = test;
    this.owner = owner;
    file = ApiTest.uploaded(owner.admin);
  }

  /** The id, or the name, of a new one. */
  String make(Thing thing) {
    String id =
        switch (thing) {
          case ALIAS -> alias();
          case EVALUATION -> posted("/v1/evaluations", Map.of("model", ApiTest.BASE, "file", file));
          case FILE -> ApiTest.uploaded(owner.admin);
          case JOB -> job();
          case PAUSED_JOB -> pausedJob();
          case KEY -> posted("/v1/api_keys", Map.of("name", "x", "scopes", List.of("infer")));
          case MEMBER -> "member-" + owner.name;
          case MODEL -> model();
          case PART -> part();
          case UPLOAD -> upload();
          case VERSION -> version();
          case WEBHOOK -> posted("/v1/webhooks", Map.of("url", "https://hooks.example/z"));
          case WHOLE_UPLOAD -> wholeUpload();
        };
    made.computeIfAbsent(thing, kind -> new ArrayList<>()).add(id);
    return id;
  }

  /** The newest one that was made, or a new one; of parts that of the newest upload. */
  String any(Thing thing) {
    if (thing == Thing.PART && !parts.isEmpty()) {
      return parts.getLast();
    }
    List<String> known = made.get(thing);
    return known == null ? make(thing) : known.getLast();
  }

  /** All ids and names. */
  List<String> all() {
    return made.values().stream().flatMap(List::stream).toList();
  }

  private String posted(String path, Map<String, Object> body) {
    return ApiTest.as(owner.admin)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path)
        .then()
        .extract()
        .path("id");
  }

  private String job() {
    return posted("/v1/fine_tuning/jobs", Map.of("model", ApiTest.BASE, "training_file", file));
  }

  private String pausedJob() {
    String job = job();
    ApiTest.as(owner.admin).post("/v1/fine_tuning/jobs/{id}/pause", job).then().statusCode(200);
    return job;
  }

  private String version() {
    String id = "av-" + NAMES.incrementAndGet() + "-" + owner.name;
    test.publish(job(), id, "ft:" + ApiTest.BASE + ":" + owner.name + ":x:" + id);
    return id;
  }

  private String model() {
    return "ft:" + ApiTest.BASE + ":" + owner.name + ":x:" + version();
  }

  /** With a canary and a rule. */
  private String alias() {
    String name = "alias-" + NAMES.incrementAndGet() + "-" + owner.name;
    put("/v1/aliases/" + name, Map.of("model", model()));
    put("/v1/aliases/" + name + "/canary", Map.of("model", model(), "percent", 5));
    put(
        "/v1/aliases/" + name + "/gate",
        Map.of("metric", "loss", "compare_to", "constant", "value", 9));
    return name;
  }

  private void put(String path, Map<String, Object> body) {
    ApiTest.as(owner.admin)
        .contentType(ContentType.JSON)
        .body(body)
        .put(path)
        .then()
        .statusCode(200);
  }

  private String upload() {
    return posted(
        "/v1/uploads",
        Map.of(
            "bytes",
            ApiTest.ROW.length(),
            "filename",
            "a.jsonl",
            "mime_type",
            "text/plain",
            "purpose",
            "fine-tune"));
  }

  /** Of a new upload. */
  private String part() {
    make(Thing.WHOLE_UPLOAD);
    return parts.getLast();
  }

  private String wholeUpload() {
    String upload = upload();
    String part =
        ApiTest.as(owner.admin)
            .multiPart("data", "part", ApiTest.ROW.getBytes(StandardCharsets.UTF_8))
            .post("/v1/uploads/{id}/parts", upload)
            .then()
            .statusCode(200)
            .extract()
            .path("id");
    parts.add(part);
    return upload;
  }
}
