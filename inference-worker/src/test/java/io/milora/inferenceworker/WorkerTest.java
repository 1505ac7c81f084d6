package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;

import io.milora.inferenceworker.Tenants.Tenant;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the program share: it runs on a real database with one new tenant. */
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "INFERENCE"))
@WithTestResource(TinyBase.class)
@WithTestResource(EchoingControlPlane.class)
abstract class WorkerTest {
  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  @Inject ServedBase base;
  @Inject WorkerConfig config;

  @SuppressWarnings("NullAway.Init") // set before each test
  Tenants tenants;

  @SuppressWarnings("NullAway.Init") // set before each test
  Tenant tenant;

  @BeforeEach
  void makeTenant() {
    tenants = new Tenants(database, base, config.data());
    tenant = tenants.create("INFER");
  }

  /** A Mixture-of-LoRAs of the tenant with the alias {@code mixed}. */
  String publishMixture(long seed) throws IOException {
    return tenants.publish(tenant, "mixed", new RandomAdapters(base.model().config(), seed).moa());
  }

  /** A MiLoRA adapter of the tenant with the alias {@code routed}. */
  String publishRouted(long seed) throws IOException {
    return tenants.publish(
        tenant, "routed", new RandomAdapters(base.model().config(), seed).milora());
  }

  /** A LoRA adapter of the tenant with the alias {@code plain}. */
  String publishPlain(long seed) throws IOException {
    return tenants.publish(tenant, "plain", new RandomAdapters(base.model().config(), seed).lora());
  }

  Response post(String path, Map<String, Object> body) {
    return given()
        .header("Authorization", "Bearer " + tenant.key())
        .contentType(ContentType.JSON)
        .body(body)
        .post(path);
  }

  Response chat(Map<String, Object> body) {
    return post("/v1/chat/completions", body);
  }

  /** A greedy chat of 24 tokens, with further fields. */
  static Map<String, Object> chatBody(String model, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("model", model);
    body.put("messages", List.of(Map.of("role", "user", "content", "Say what is new.")));
    body.put("temperature", 0);
    body.put("max_tokens", 24);
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  String text(Map<String, Object> body) {
    return chat(body).then().statusCode(200).extract().path("choices[0].message.content");
  }
}
