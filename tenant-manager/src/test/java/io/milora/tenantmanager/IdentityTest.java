package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.keycloak.testing.KeycloakResource;
import io.milora.keycloak.testing.TestKeycloak;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People, with a real Keycloak: tenants, members, roles, and what happens while it is away. */
@QuarkusTest
@WithTestResource(KeycloakResource.class)
class IdentityTest extends ApiTest {
  private static final AtomicInteger PEOPLE = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // set by the test resource
  TestKeycloak keycloak;

  @BeforeEach
  void waitForKeycloak() {
    keycloak.await();
  }

  @Test
  void theAdminOfTheRealmsOwnTenantComesInAsSoonAsTheTenantIsMade() {
    as(keycloak.token("brightdesk-admin"))
        .get("/v1/files")
        .then()
        .statusCode(401)
        .body("error.message", containsString("no tenant"));

    create("brightdesk");

    String token = keycloak.token("brightdesk-admin");
    as(token).get("/v1/files").then().statusCode(200);
    as(token).get("/v1/api_keys").then().statusCode(200);
    as(token)
        .get("/v1/members")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].email", equalTo("admin@brightdesk.example"))
        .body("data[0].role", equalTo("admin"));
    as(token)
        .get("/operator/v1/tenants")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_role"));
  }

  @Test
  void theOrganisationGoesWithItsTenantAndPeopleStay() {
    String tenant = newTenant();
    String email = newEmail();
    invite(newKey(tenant, "admin"), email, "member").statusCode(201);
    setPassword(email);
    String token = keycloak.token(email);

    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", tenant, "grace_hours", 0))
        .post("/operator/v1/tenants/" + tenant + "/delete")
        .then()
        .statusCode(200);
    as(token).get("/v1/files").then().statusCode(403);
    await(() -> as(token).get("/v1/files").statusCode() == 401);

    await(
        () ->
            keycloak
                .admin("GET", "/organizations?exact=true&search=" + tenant, Map.of())
                .isEmpty());
    assertThat(keycloak.admin("GET", "/users?exact=true&email=" + email, Map.of())).hasSize(1);
  }

  @Test
  void operatorsComeInByRoleAndHaveNoTenantsData() {
    String token = keycloak.token("operator");

    as(token).get("/operator/v1/tenants").then().statusCode(200);
    as(token)
        .get("/v1/files")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("no_organization"));
  }

  @Test
  void membersDoWhatTheirRoleAllowsUntilTheyAreRemoved() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String email = newEmail();
    ValidatableResponse invited =
        invite(admin, email, "member")
            .statusCode(201)
            .body("state", equalTo("active"))
            .body("one_time_password", matchesPattern("[0-9a-f]{24}"));
    setPassword(email);

    String token = keycloak.token(email);
    as(token).get("/v1/files").then().statusCode(200);
    as(token)
        .get("/v1/members")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_scope"));
    as(admin)
        .delete("/v1/members/" + invited.extract().path("id"))
        .then()
        .statusCode(200)
        .body("deleted", equalTo(true));

    as(token).get("/v1/files").then().statusCode(401);
    as(admin).get("/v1/members").then().body("data", hasSize(0));
  }

  @Test
  void aPersonOfTwoTenantsChoosesOneByPathOrHeaderAndIsAdminOnlyWhereInvitedAsOne() {
    String first = newTenant();
    String second = newTenant();
    String email = newEmail();
    invite(newKey(first, "admin"), email, "admin").statusCode(201);
    invite(newKey(second, "admin"), email, "member")
        .statusCode(409)
        .body("error.message", containsString("proven"));
    setPassword(email);
    invite(newKey(second, "admin"), email, "member").statusCode(201);
    String token = keycloak.token(email);

    as(token)
        .get("/v1/files")
        .then()
        .statusCode(400)
        .body("error.code", equalTo("tenant_required"))
        .body("error.message", containsString(first));
    as(token).get("/tenants/" + first + "/v1/api_keys").then().statusCode(200);
    as(token).header("x-milora-tenant", second).get("/v1/files").then().statusCode(200);
    as(token).get("/tenants/" + second + "/v1/api_keys").then().statusCode(403);
    String others = newTenant();
    as(token).get("/tenants/" + others + "/v1/files").then().statusCode(404);
    as(token).get("/tenants/nobody/v1/files").then().statusCode(404);
  }

  @Test
  void nothingIsDoneInTheNameOfASuspendedTenantUntilItIsResumed() {
    String tenant = newTenant();
    String key = newKey(tenant, "admin", "files", "fine_tune");
    String job = createdJob(key);
    operator()
        .post("/operator/v1/tenants/" + tenant + "/suspend")
        .then()
        .statusCode(200)
        .body("suspended_at", notNullValue());

    await(() -> as(key).get("/v1/files").statusCode() == 403);
    as(key).get("/v1/files").then().body("error.code", equalTo("tenant_suspended"));
    operator().post("/operator/v1/tenants/" + tenant + "/resume").then().statusCode(200);

    await(() -> as(key).get("/v1/files").statusCode() == 200);
    as(key).get("/v1/fine_tuning/jobs/" + job).then().body("status", equalTo("paused"));
  }

  @Test
  void whileKeycloakIsAwayKeysAndKnownTokensGoOnAndWhatWasWishedHappensLater() {
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String email = newEmail();
    String id = invite(admin, email, "member").statusCode(201).extract().path("id");
    setPassword(email);
    String token = keycloak.token(email);
    as(token).get("/v1/files").then().statusCode(200);

    keycloak.kill();
    as(admin).get("/v1/members").then().statusCode(200);
    as(token).get("/v1/files").then().statusCode(200);
    invite(admin, newEmail(), "member")
        .statusCode(503)
        .header("retry-after", notNullValue())
        .body("error.code", equalTo("identity_provider_unreachable"));
    as(admin).delete("/v1/members/" + id).then().statusCode(200);
    as(token).get("/v1/files").then().statusCode(401);
    String made = newTenant();

    keycloak.restart();
    await(() -> keycloak.admin("GET", "/organizations?search=" + made, Map.of()).size() == 1);
    await(() -> organizationsOf(email).isEmpty());
    invite(newKey(made, "admin"), newEmail(), "admin").statusCode(201);
    operator().get("/operator/v1/tenants").then().body("data.name", hasItem(made));
  }

  private JsonNode organizationsOf(String email) {
    String user =
        keycloak
            .admin("GET", "/users?exact=true&email=" + email, Map.of())
            .get(0)
            .path("id")
            .asText();
    return keycloak.admin("GET", "/organizations/members/" + user + "/organizations", Map.of());
  }

  /** As the person does at the first sign-in, with a mail that proves the address. */
  private void setPassword(String email) {
    String user =
        keycloak
            .admin("GET", "/users?exact=true&email=" + email, Map.of())
            .get(0)
            .path("id")
            .asText();
    keycloak.admin(
        "PUT",
        "/users/" + user,
        Map.of(
            "email",
            email,
            "firstName",
            "First",
            "lastName",
            "Last",
            "emailVerified",
            true,
            "requiredActions",
            List.of()));
    keycloak.admin(
        "PUT",
        "/users/" + user + "/reset-password",
        Map.of("type", "password", "temporary", false, "value", TestKeycloak.PASSWORD));
  }

  private static ValidatableResponse invite(String key, String email, String role) {
    return as(key)
        .contentType(ContentType.JSON)
        .body(Map.of("email", email, "role", role))
        .post("/v1/members")
        .then();
  }

  private static String newEmail() {
    return "person-" + PEOPLE.incrementAndGet() + "@people.example";
  }

  private static void create(String tenant) {
    operator()
        .contentType(ContentType.JSON)
        .body(Map.of("name", tenant))
        .post("/operator/v1/tenants")
        .then()
        .statusCode(201);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
    }
  }
}
