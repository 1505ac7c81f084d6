package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.TenantHeader;
import io.milora.http.testing.OpenApi;
import io.milora.http.testing.Operation;
import io.milora.http.testing.RandomValues;
import io.milora.tenantmanager.Examples.Thing;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two tenants make random sequences of calls of the whole OpenAPI document with each other's ids,
 * names and paths: no call changes a row of the other tenant, and no answer names anything of it
 * that the request did not name. With both locks, and with each of them alone.
 */
@QuarkusTest
class TwoTenantsSequencesTest extends ApiTest {
  /** With another seed and more sequences it looks further. */
  private static final long SEED = Long.getLong("milora.sequences.seed", 1);

  /** Of each of the three tests. */
  private static final int SEQUENCES = Integer.getInteger("milora.sequences", 90);

  /** Of one tenant, before it is the other's turn. */
  private static final int CALLS = 5;

  /** Sequences of two tenants, until there are new ones: they use up what they have. */
  private static final int TOGETHER = 45;

  private static final List<Integer> ADDRESSES = IntStream.range(1, 255).boxed().toList();

  /**
   * Calls whose examples are refused here for want of a directory, a worker, an adapter or a
   * delivery.
   */
  private static final Set<String> REFUSED =
      Set.of(
          "POST /v1/adapters",
          "GET /v1/adapters/{id}/content",
          "GET /v1/evaluations/{id}/rows",
          "POST /v1/members",
          "POST /v1/webhooks/{id}/deliveries/{delivery}/send");

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI program;

  @SuppressWarnings("NullAway.Init") // set before each test
  private OpenApi api;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Connection behind;

  @SuppressWarnings("NullAway.Init") // set before each test
  private List<Party> parties;

  @SuppressWarnings("NullAway.Init") // set before each test
  private RandomValues values;

  /**
   * A tenant and what it can make.
   *
   * @param said texts of its requests, whose names may come back to it later
   */
  private record Party(OneOfEverything tenant, FreshThings fresh, StringBuilder said) {
    List<String> names() {
      List<String> names = new ArrayList<>(tenant.things().values());
      names.addAll(fresh.all());
      return names;
    }
  }

  /**
   * A request of one of them.
   *
   * @param body null if it has none
   * @param tenant named in a header, or null
   */
  private record Request(
      Operation call, String path, @Nullable String body, @Nullable String tenant) {
    String text() {
      return path + body;
    }

    @Override
    public String toString() {
      return call.method() + " " + path + " " + body;
    }
  }

  @BeforeEach
  void makeTwoTenants() throws Exception {
    behind = database.connectAsSuperuser();
    api = OpenApi.of(program);
    meet(0);
  }

  @AfterEach
  void closeBothLocks() throws SQLException {
    behind.close();
    rowLevelSecurity("ENABLE");
    OpenableDiscriminator.open = false;
  }

  @Test
  void everyCallOfTheDocumentHasAnExampleThatDoesSomething() {
    Party actor = parties.getFirst();
    Party other = parties.getLast();
    Map<String, String> before = other.tenant().rows();
    Set<String> refused = new TreeSet<>();
    for (Operation call : api.operations()) {
      if (!isOfOperators(call) && send(good(call, actor), actor, other, before) >= 300) {
        refused.add(call.toString());
      }
    }

    assertThat(refused).isEqualTo(new TreeSet<>(REFUSED));
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

  /** Each call of the document comes as often as any other. */
  private void run() {
    List<Operation> deck = new ArrayList<>();
    int done = 0;
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      if (sequence % TOGETHER == TOGETHER - 1) {
        meet(sequence);
      }
      Party actor = parties.get(sequence % 2);
      Party other = parties.get(1 - sequence % 2);
      Map<String, String> before = other.tenant().rows();
      for (int call = 0; call < CALLS; call++) {
        if (deck.isEmpty()) {
          deck.addAll(api.operations());
        }
        Operation operation = values.oneOf(deck);
        deck.remove(operation);
        done += send(any(operation, actor, other), actor, other, before) < 300 ? 1 : 0;
      }
    }
    assertThat(done).as("calls that did something").isGreaterThan(SEQUENCES * CALLS / 10);
  }

  private void meet(int sequence) {
    parties = List.of(party(), party());
    List<String> names = new ArrayList<>(List.of(BASE));
    parties.forEach(party -> names.addAll(party.names()));
    values = new RandomValues(api, SEED + sequence, names);
  }

  private Party party() {
    OneOfEverything tenant = new OneOfEverything(this, behind);
    FreshThings fresh = new FreshThings(this, tenant);
    for (Thing thing : Thing.values()) {
      fresh.make(thing);
    }
    return new Party(tenant, fresh, new StringBuilder());
  }

  private static boolean isOfOperators(Operation call) {
    return call.path().startsWith("/operator/");
  }

  private int send(Request request, Party actor, Party other, Map<String, String> before) {
    Response response =
        specification(request, actor).request(request.call().method(), request.path());
    assertThat(other.tenant().rows()).as(request.toString()).isEqualTo(before);
    String answer = response.body().asString();
    actor.said().append(request.text());
    assertThat(other.names())
        .as("%s: %s", request, answer)
        .noneMatch(name -> answer.contains(name) && actor.said().indexOf(name) < 0);
    if (isOfOperators(request.call())) {
      assertThat(response.statusCode()).as(request.toString()).isBetween(400, 499);
    }
    return response.statusCode();
  }

  private RequestSpecification specification(Request request, Party actor) {
    RequestSpecification http = as(actor.tenant().admin).urlEncodingEnabled(true);
    if (isOfOperators(request.call())) {
      // Each a bad credential: from one address too many of them.
      http = http.header("x-forwarded-for", "198.51.100." + values.oneOf(ADDRESSES));
    }
    if (request.tenant() != null) {
      http = http.header(TenantHeader.NAME, request.tenant());
    }
    if (request.body() != null) {
      return http.contentType(ContentType.JSON).body(request.body());
    }
    return switch (request.call().toString()) {
      case "POST /v1/files" ->
          http.multiPart("purpose", "fine-tune").multiPart("file", "a.jsonl", bytes(ROW));
      case "POST /v1/uploads/{id}/parts" -> http.multiPart("data", "part", bytes(ROW));
      case "POST /v1/adapters" ->
          http.multiPart("model", BASE).multiPart("file", "a.zip", bytes(ROW));
      default -> http;
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One that only needs what the actor has. */
  private Request good(Operation call, Party actor) {
    String thing = Examples.thing(call).map(actor.fresh()::make).orElse("");
    JsonNode body = Examples.body(call, kind -> actor.fresh().any(kind));
    return new Request(
        call, Examples.path(call, thing), body == null ? null : body.toString(), null);
  }

  /** With something of the other tenant, of the actor or of nobody in each place. */
  private Request any(Operation call, Party actor, Party other) {
    String path = call.path();
    if (isOfOperators(call)) {
      path = Examples.path(call, other.tenant().name);
      return new Request(call, path, call.jsonBody() == null ? null : "{}", null);
    }
    if (path.contains("{")) {
      Thing thing = Examples.thing(call).orElseThrow();
      path = Examples.path(call, someone(thing, actor, other));
    }
    JsonNode body = Examples.body(call, thing -> someone(thing, actor, other));
    if (body != null && values.chance(0.3)) {
      body = values.spoiled(body);
    } else if (body != null && values.chance(0.3)) {
      body = values.matching(Objects.requireNonNull(call.jsonBody()));
    }
    return new Request(
        call,
        values.chance(0.05) ? "/tenants/" + other.tenant().name + path : path,
        body == null ? null : body.toString(),
        values.chance(0.05) ? other.tenant().name : null);
  }

  private String someone(Thing thing, Party actor, Party other) {
    if (values.chance(0.5)) {
      return other.fresh().any(thing);
    }
    if (values.chance(0.2)) {
      return values.oneOf(List.copyOf(other.tenant().things().values()));
    }
    if (values.chance(0.2)) {
      return "nobodys";
    }
    return values.chance(0.5) ? actor.fresh().any(thing) : actor.fresh().make(thing);
  }
}
