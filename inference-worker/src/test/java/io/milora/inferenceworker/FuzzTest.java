package io.milora.inferenceworker;

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
class FuzzTest extends WorkerTest {
  /** With another seed and more rounds it looks further. */
  private static final long SEED = Long.getLong("milora.fuzz.seed", 1);

  private static final int ROUNDS = Integer.getInteger("milora.fuzz.rounds", 60);

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI program;

  @Test
  void noRequestIsTheServersFaultAndEveryErrorHasTheOneShape() throws Exception {
    OpenApi api = OpenApi.of(program);
    String model = publishRouted(7);
    List<String> known =
        List.of(TinyBase.NAME, TinyBase.NAME, "routed", model, tenants.hash(tenant, "routed"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      Fuzzer fuzzer = new Fuzzer(client, program, api, new RandomValues(api, SEED, known));
      for (Operation operation : api.operations()) {
        String bearer =
            operation.path().startsWith("/operator") ? TinyBase.OPERATOR_TOKEN : tenant.key();
        for (int i = 0; i < ROUNDS; i++) {
          fuzzer.tryOnce(operation, bearer);
        }
      }

      assertThat(fuzzer.faults()).isEmpty();
    }
  }
}
