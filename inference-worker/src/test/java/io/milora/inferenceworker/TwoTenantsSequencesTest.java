package io.milora.inferenceworker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.TenantHeader;
import io.milora.http.testing.OpenApi;
import io.milora.http.testing.Operation;
import io.milora.http.testing.RandomValues;
import io.milora.inferenceworker.Tenants.Tenant;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A tenant makes random calls of the whole OpenAPI document with its own ids and names, another
 * tenant's, and nobody's: what is another's is answered as what is nobody's, and no answer tells
 * anything of the other.
 */
@QuarkusTest
class TwoTenantsSequencesTest extends WorkerTest {
  /** With another seed and more calls it looks further. */
  private static final long SEED = Long.getLong("milora.sequences.seed", 1);

  private static final int CALLS = Integer.getInteger("milora.sequences", 200);

  private static final List<Integer> ADDRESSES = IntStream.range(1, 255).boxed().toList();

  /** Where a name goes in a path or a body. */
  private static final String PLACE = "NAME";

  private static final Map<String, String> BODIES =
      Map.of(
          "POST /v1/chat/completions",
          "{\"model\":\"NAME\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
          "POST /v1/completions",
          "{\"model\":\"NAME\",\"max_tokens\":2,\"prompt\":\"Hi\"}",
          "PUT /operator/v1/adapters/{hash}",
          "{\"pinned\":true}");

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI program;

  private final ObjectMapper json = new ObjectMapper();

  @SuppressWarnings("NullAway.Init") // set before the calls
  private RandomValues values;

  /** A tenant and what calls here can name. */
  private record Party(Tenant tenant, List<String> names) {}

  /**
   * A request in which names stand for their places.
   *
   * @param body null if it has none
   */
  private record Request(Operation call, String path, @Nullable String body, boolean header) {
    boolean isOfOperators() {
      return call.path().startsWith("/operator/");
    }
  }

  @Test
  void whatIsAnothersIsAnsweredAsWhatIsNobodys() throws Exception {
    Party actor = party(1);
    Party other = party(2);
    OpenApi api = OpenApi.of(program);
    List<String> names = new ArrayList<>(actor.names());
    names.addAll(other.names());
    values = new RandomValues(api, SEED, names);
    int done = 0;
    for (int i = 0; i < CALLS; i++) {
      Request request = any(values.oneOf(api.operations()));
      done += values.chance(0.4) ? own(request, actor) : compare(request, actor, other);
    }

    assertThat(done).as("calls that did something").isGreaterThan(CALLS / 20);
  }

  private Party party(long seed) throws IOException {
    tenant = tenants.create("INFER,FILES");
    String alias = "only-" + tenant.name();
    String model =
        tenants.publish(tenant, alias, new RandomAdapters(base.model().config(), seed).lora());
    String file = tenants.keep(tenant, "{\"prompt\":\"a\",\"completion\":\"b\"}\n");
    return new Party(
        tenant,
        List.of(alias, model, file, tenants.hash(tenant, alias), tenant.id(), tenant.name()));
  }

  /** One, perhaps with the tenant's name in front or in a header, perhaps with a spoiled body. */
  private Request any(Operation call) throws IOException {
    String path = call.path().replaceAll("\\{[^}]+}", PLACE);
    String body = null;
    if (call.jsonBody() != null) {
      body = Objects.requireNonNull(BODIES.get(call.toString()), call + " is not in BODIES");
      body = values.chance(0.3) ? values.spoiled(json.readTree(body)).toString() : body;
    }
    boolean prefixed = values.chance(0.1) && path.startsWith("/v1/");
    return new Request(
        call, prefixed ? "/tenants/" + PLACE + path : path, body, values.chance(0.1));
  }

  private int own(Request request, Party actor) {
    return send(request, actor, values.oneOf(actor.names())).statusCode() < 300 ? 1 : 0;
  }

  private int compare(Request request, Party actor, Party other) {
    String theirs = values.oneOf(other.names());
    Response answer = send(request, actor, theirs);
    String text = answer.body().asString();
    assertThat(other.names())
        .as("%s with %s: %s", request, theirs, text)
        .noneMatch(name -> text.contains(name) && !asked(request, theirs).contains(name));
    if (request.isOfOperators()) {
      assertThat(answer.statusCode()).as("%s", request).isBetween(400, 499);
      return 0;
    }
    String nobodys = alike(theirs);
    Response unknown = send(request, actor, nobodys);
    assertThat(answer.statusCode())
        .as("%s with %s: %s", request, theirs, text)
        .isEqualTo(unknown.statusCode());
    if (answer.statusCode() >= 300) {
      assertThat(text.replace(theirs, nobodys))
          .as("%s with %s", request, theirs)
          .isEqualTo(unknown.body().asString().replace(theirs, nobodys));
    }
    return answer.statusCode() < 300 ? 1 : 0;
  }

  private static String asked(Request request, String name) {
    return (request.path() + request.body()).replace(PLACE, name) + name;
  }

  /** A name of the same shape that nobody has. */
  private static String alike(String name) {
    int last = name.length() - 1;
    return name.substring(0, last) + (name.charAt(last) == '7' ? '3' : '7');
  }

  private Response send(Request request, Party actor, String name) {
    RequestSpecification http =
        given()
            .header("Authorization", "Bearer " + actor.tenant().key())
            // Operators' calls are each a bad credential: from one address too many of them.
            .header("x-forwarded-for", "198.51.100." + values.oneOf(ADDRESSES));
    if (request.header()) {
      http = http.header(TenantHeader.NAME, name);
    }
    if (request.body() != null) {
      http = http.contentType(ContentType.JSON).body(request.body().replace(PLACE, name));
    }
    return http.request(request.call().method(), request.path().replace(PLACE, name));
  }
}
