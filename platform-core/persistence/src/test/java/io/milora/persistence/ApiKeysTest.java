package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.InvalidInputException;
import io.milora.model.PublicId;
import io.milora.model.Scope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(MigratedDatabaseResource.class)
class ApiKeysTest {
  @Inject Tenants tenants;
  @Inject ApiKeys keys;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TenantEntity tenant;

  @BeforeEach
  void newTenant() {
    tenant = tenants.create(PublicId.TENANT.next().substring(4).toLowerCase(Locale.ROOT));
  }

  @Test
  void aKeySaysWhoCallsAndWhatItMayDo() {
    Set<Scope> scopes = EnumSet.of(Scope.INFER, Scope.FILES);
    IssuedKey issued = keys.issue(tenant.tenantId(), new KeyTerms("app", scopes, null, null));
    assertThat(issued.bearer()).startsWith("mk_" + issued.key().id + "_");
    assertThat(keys.authenticate(issued.bearer()))
        .contains(
            new Authenticated(
                new Caller(
                    tenant.tenantId(),
                    tenant.name,
                    new Principal.ApiKey(issued.key().id),
                    scopes,
                    null),
                false));
    assertThat(keys.list(tenant.tenantId()))
        .singleElement()
        .satisfies(key -> assertThat(key.scopes).isEqualTo(scopes));
  }

  @Test
  void aWrongSecretIsNobody() {
    String bearer =
        keys.issue(tenant.tenantId(), new KeyTerms("app", Set.of(Scope.INFER), null, null))
            .bearer();
    char last = bearer.charAt(bearer.length() - 1);
    String wrong = bearer.substring(0, bearer.length() - 1) + (last == '0' ? '1' : '0');
    assertThat(keys.authenticate(wrong)).isEmpty();
    assertThat(keys.authenticate(bearer + "0")).isEmpty();
    assertThat(keys.authenticate("")).isEmpty();
    assertThat(keys.authenticate("mk_" + "0".repeat(24) + "_" + "0".repeat(64))).isEmpty();
  }

  @Test
  void aRevokedKeyIsNobodyAtOnce() {
    IssuedKey issued =
        keys.issue(tenant.tenantId(), new KeyTerms("app", Set.of(Scope.INFER), null, null));
    TenantEntity other = tenants.create("x" + tenant.name);
    assertThat(keys.revoke(other.tenantId(), issued.key().id)).isFalse();
    assertThat(keys.authenticate(issued.bearer())).isPresent();
    assertThat(keys.revoke(tenant.tenantId(), issued.key().id)).isTrue();
    assertThat(keys.authenticate(issued.bearer())).isEmpty();
  }

  @Test
  void anExpiredKeyIsNobody() {
    Instant past = Instant.now().minus(Duration.ofMinutes(1));
    String bearer =
        keys.issue(tenant.tenantId(), new KeyTerms("app", Set.of(Scope.INFER), null, past))
            .bearer();
    assertThat(keys.authenticate(bearer)).isEmpty();
  }

  @Test
  void aKeyWithoutScopesIsRefused() {
    assertThatThrownBy(
            () -> keys.issue(tenant.tenantId(), new KeyTerms("app", Set.of(), null, null)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("scopes");
  }

  @Test
  void theSecretIsNotInTheDatabase() throws SQLException {
    String bearer =
        keys.issue(tenant.tenantId(), new KeyTerms("app", Set.of(Scope.INFER), null, null))
            .bearer();
    String secret = bearer.substring(bearer.lastIndexOf('_') + 1);
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT k::text FROM api_key k")) {
      while (rows.next()) {
        assertThat(rows.getString(1)).doesNotContain(secret);
      }
    }
  }
}
