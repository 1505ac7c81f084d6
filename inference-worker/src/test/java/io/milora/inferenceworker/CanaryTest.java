package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CanaryTest extends WorkerTest {
  @SuppressWarnings("NullAway.Init") // set before each test
  private String own;

  @SuppressWarnings("NullAway.Init") // set before each test
  private String canary;

  @BeforeEach
  void anAliasWithACanary() throws IOException {
    publishPlain(31);
    publishRouted(32);
    own = tenants.hash(tenant, "plain");
    canary = tenants.hash(tenant, "routed");
    split("'av-%s-routed'".formatted(tenant.name()), "40");
  }

  @Test
  void requestsForOneUserStayOnOneSideAndUsersAreSplit() {
    List<String> first = IntStream.range(0, 30).mapToObj(i -> hash("user", "u" + i)).toList();
    List<String> again = IntStream.range(0, 30).mapToObj(i -> hash("user", "u" + i)).toList();

    assertThat(again).isEqualTo(first).containsOnly(own, canary).contains(own, canary);
  }

  @Test
  void requestsWithoutAUserAreSplitOneByOne() {
    assertThat(IntStream.range(0, 40).mapToObj(i -> hash()).toList())
        .containsOnly(own, canary)
        .contains(own, canary);
  }

  @Test
  void theNextRequestFollowsAChangeOfTheSplit() {
    split("'av-%s-routed'".formatted(tenant.name()), "99");
    long ofCanary = IntStream.range(0, 20).filter(i -> hash().equals(canary)).count();
    assertThat(ofCanary).isGreaterThan(10);

    split("NULL", "NULL");
    assertThat(IntStream.range(0, 20).mapToObj(i -> hash()).toList()).containsOnly(own);
  }

  private void split(String version, String percent) {
    tenants.execute(
        "UPDATE alias SET canary_version_id = %s, canary_percent = %s WHERE id = 'al-%s-plain'"
            .formatted(version, percent, tenant.name()));
  }

  /** Which adapter answers. */
  private String hash(Object... more) {
    Response response = chat(chatBody("plain", more));
    assertThat(response.statusCode()).isEqualTo(200);
    return response.getHeader("x-adapter-hash");
  }
}
