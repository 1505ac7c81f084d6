package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.http.testing.Fuzzer;
import io.milora.http.testing.OpenApi;
import io.milora.http.testing.Operation;
import io.milora.http.testing.RandomValues;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FuzzTest extends ApiTest {
  /** With another seed and more rounds it looks further. */
  private static final long SEED = Long.getLong("milora.fuzz.seed", 1);

  private static final int ROUNDS = Integer.getInteger("milora.fuzz.rounds", 20);

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI program;

  @Test
  void noRequestIsTheServersFaultAndEveryErrorHasTheOneShape() throws Exception {
    OpenApi api = OpenApi.of(program);
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    RandomValues values = new RandomValues(api, SEED, known(tenant, admin));
    try (HttpClient client = HttpClient.newHttpClient()) {
      Fuzzer fuzzer = new Fuzzer(client, program, api, values);
      for (Operation operation : api.operations()) {
        String bearer =
            operation.path().startsWith("/operator") ? ManagerSettings.OPERATOR_TOKEN : admin;
        for (int i = 0; i < ROUNDS; i++) {
          fuzzer.tryOnce(operation, bearer);
        }
      }
      for (String bearer : List.of("mk_wrong", "x", "a.b.c")) {
        fuzzer.tryOnce(values.oneOf(api.operations()), bearer);
      }

      assertThat(api.operations()).hasSizeGreaterThan(50);
      assertThat(fuzzer.faults()).isEmpty();
    }
  }

  /** Of the tenant itself, so that calls get further than to what is not found. */
  private List<String> known(String tenant, String admin) {
    String job = createdJob(admin);
    String version = "av-" + tenant;
    String model = "ft:" + BASE + ":" + tenant + ":x:1";
    publish(job, version, model);
    newKey(tenant, "files");
    String key = as(admin).get("/v1/api_keys").then().extract().path("data[1].id");
    as(admin)
        .contentType("application/json")
        .body("{\"model\":\"%s\"}".formatted(model))
        .put("/v1/aliases/support");
    return List.of(
        newTenant(), job, createdJob(admin), version, model, uploaded(admin), key, "support", BASE);
  }
}
