package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.TenantHeader;
import io.milora.http.testing.OpenApi;
import io.milora.http.testing.Operation;
import io.milora.http.testing.RandomValues;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two tenants make random calls of the whole OpenAPI document with each other's ids, names and
 * paths: no call changes a row of the other tenant, and no answer names anything of it that the
 * request did not name. With both locks, and with each of them alone.
 */
@QuarkusTest
class TwoTenantsSequencesTest extends ApiTest {
  /** With another seed and more steps it looks further. */
  private static final long SEED = Long.getLong("milora.sequences.seed", 1);

  private static final int STEPS = Integer.getInteger("milora.sequences.steps", 250);

  /** Calls of one tenant, one after the other, before it is the other's turn. */
  private static final int TURN = 5;

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI program;

  @SuppressWarnings("NullAway.Init") // set before each test
  private List<OneOfEverything> tenants;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RandomValues values;

  @SuppressWarnings("NullAway.Init") // set before each test
  private List<Operation> operations;

  @BeforeEach
  void makeTwoTenants() throws Exception {
    tenants = List.of(new OneOfEverything(this), new OneOfEverything(this));
    OpenApi api = OpenApi.of(program);
    operations = api.operations().stream().filter(call -> call.path().startsWith("/v1/")).toList();
    List<String> names = new ArrayList<>(List.of(BASE));
    tenants.forEach(tenant -> names.addAll(tenant.things().values()));
    values = new RandomValues(api, SEED, names);
  }

  @AfterEach
  void closeBothLocks() {
    rowLevelSecurity("ENABLE");
    OpenableDiscriminator.open = false;
  }

  @Test
  void withBothLocksTenantsDoNotMeet() {
    run();
  }

  @Test
  void withTheDiscriminatorAloneTenantsDoNotMeet() {
    rowLevelSecurity("DISABLE");
    run();
  }

  @Test
  void withRowLevelSecurityAloneTenantsDoNotMeet() {
    OpenableDiscriminator.open = true;
    run();
  }

  private void run() {
    int done = 0;
    for (int turn = 0; turn < STEPS / TURN; turn++) {
      OneOfEverything actor = tenants.get(turn % 2);
      OneOfEverything other = tenants.get(1 - turn % 2);
      Map<String, String> before = other.rows();
      for (int step = 0; step < TURN; step++) {
        done += call(actor, other, before) < 300 ? 1 : 0;
      }
    }
    assertThat(done).as("calls that did something").isGreaterThan(STEPS / 20);
  }

  private int call(OneOfEverything actor, OneOfEverything other, Map<String, String> before) {
    Operation operation = values.oneOf(operations);
    String path = path(operation, actor, other);
    String body = body(operation);
    Response response = send(operation, actor, other, path, body);

    String asked = path + body;
    assertThat(other.rows()).as("%s %s %s", operation.method(), path, body).isEqualTo(before);
    String answer = response.body().asString();
    assertThat(answer)
        .as("%s %s %s", operation.method(), path, body)
        .satisfies(
            text ->
                assertThat(other.things().values())
                    .noneMatch(id -> !asked.contains(id) && text.contains(id)));
    return response.statusCode();
  }

  private Response send(
      Operation operation,
      OneOfEverything actor,
      OneOfEverything other,
      String path,
      @Nullable String body) {
    RequestSpecification request = as(actor.admin).urlEncodingEnabled(true);
    if (values.chance(0.1)) {
      request = request.header(TenantHeader.NAME, other.name);
    }
    if (body != null) {
      request = request.contentType(ContentType.JSON).body(body);
    } else if (operation.bodies().containsKey("multipart/form-data")) {
      request = request.multiPart("purpose", "fine-tune").multiPart("file", "a.jsonl", new byte[9]);
    }
    return request.request(operation.method(), path);
  }

  /** With something of the other tenant, of the actor or of nobody in each place. */
  private String path(Operation operation, OneOfEverything actor, OneOfEverything other) {
    String path = operation.path();
    while (path.contains("{")) {
      OneOfEverything owner = values.chance(0.6) ? other : actor;
      List<String> things =
          owner.things().entrySet().stream()
              // Whoever revokes its own key can do nothing any more.
              .filter(thing -> owner.equals(other) || !thing.getKey().equals("key"))
              .map(Map.Entry::getValue)
              .toList();
      String thing = values.chance(0.1) ? "nobodys" : values.oneOf(things);
      path = path.replaceFirst("\\{[^}]+}", thing);
    }
    return values.chance(0.1) ? "/tenants/" + other.name + path : path;
  }

  private @Nullable String body(Operation operation) {
    JsonNode schema = operation.jsonBody();
    if (schema == null) {
      return null;
    }
    JsonNode good = values.matching(schema);
    return (values.chance(0.7) ? good : values.spoiled(good)).toString();
  }
}
