package io.milora.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.migrations.DatabaseRole;
import io.milora.migrations.testing.MigratedDatabase;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.PublicId;
import io.milora.model.TenantId;
import io.milora.model.openai.FilePurpose;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each of the two locks is proven with the other one open. */
@QuarkusTest
@WithTestResource(MigratedDatabaseResource.class)
class TenancyTest {
  private static final ContentHash HASH = new ContentHash("ab".repeat(32));

  @Inject Tenants tenants;
  @Inject Files files;
  @Inject TenantTransactions transactions;
  @Inject EntityManager entities;

  @SuppressWarnings("NullAway.Init") // set by the test resource
  MigratedDatabase database;

  private TenantId acme;
  private TenantId globex;
  private FileEntity acmesFile;

  @BeforeEach
  void twoTenantsWithAFileEach() {
    acme = tenant("acme");
    globex = tenant("globex");
    acmesFile = file(acme, "a.jsonl");
    file(globex, "b.jsonl");
  }

  @Test
  void aTenantSeesItsOwnFilesOnly() {
    assertThat(names(files.list(acme, null, ListOrder.DESC, null, 10))).containsExactly("a.jsonl");
    assertThat(names(files.list(globex, null, ListOrder.DESC, null, 10)))
        .containsExactly("b.jsonl");
    assertThat(files.find(globex, acmesFile.id)).isEmpty();
    assertThat(files.delete(globex, acmesFile.id)).isFalse();
    assertThat(files.find(acme, acmesFile.id)).isPresent();
  }

  @Test
  void theDiscriminatorAloneHidesOtherTenants() {
    // Hibernate is told globex, the database acme: no row passes both.
    assertThat(
            ScopedValue.where(CurrentTenant.TENANT, globex)
                .call(
                    () ->
                        QuarkusTransaction.requiringNew()
                            .call(
                                () -> {
                                  setRowLevelTenant(acme);
                                  return entities.find(FileEntity.class, acmesFile.id);
                                })))
        .isNull();
  }

  @Test
  void rowLevelSecurityAloneHidesOtherTenants() throws SQLException {
    assertThat(visibleFiles(acme)).isEqualTo(1);
    assertThat(visibleFiles(tenant("initech"))).isZero();
    assertThat(visibleFiles(null)).isZero();
  }

  @Test
  void withoutATenantNothingIsVisible() {
    assertThat(
            QuarkusTransaction.requiringNew()
                .call(
                    () ->
                        entities.createQuery("FROM FileEntity", FileEntity.class).getResultList()))
        .isEmpty();
  }

  @Test
  void threadsWithoutARequestHaveTransactionsToo() throws InterruptedException {
    List<String> seen = new CopyOnWriteArrayList<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  seen.addAll(names(files.list(acme, null, ListOrder.DESC, null, 10)));
                  seen.add(tenants.find(tenants.get(acme).name).orElseThrow().value());
                });
    thread.join();
    assertThat(seen).containsExactly("a.jsonl", acme.value());
  }

  @Test
  void aTransactionOfOneTenantCannotTurnToAnother() {
    assertThatThrownBy(
            () -> transactions.run(acme, () -> files.list(globex, null, ListOrder.DESC, null, 10)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(globex.value());
  }

  @Test
  void anExceptionRollsBackEverything() {
    assertThatThrownBy(
            () ->
                transactions.run(
                    acme,
                    () -> {
                      file(acme, "c.jsonl");
                      throw new IllegalArgumentException("stop");
                    }))
        .hasMessage("stop");
    assertThat(names(files.list(acme, null, ListOrder.DESC, null, 10))).containsExactly("a.jsonl");
  }

  @Test
  void namesOfTenantsAreUniqueAndWellFormed() {
    String name = tenants.get(acme).name;
    assertThat(tenants.find(name)).contains(acme);
    assertThatThrownBy(() -> tenants.create(name))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("already a tenant '" + name + "'");
    assertThatThrownBy(() -> tenants.create("Not:a name"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Not:a name");
  }

  private TenantId tenant(String name) {
    return tenants
        .create(name + "-" + PublicId.TENANT.next().substring(4).toLowerCase(Locale.ROOT))
        .tenantId();
  }

  private FileEntity file(TenantId tenant, String name) {
    return files.create(tenant, name, FilePurpose.FINE_TUNE, 7, HASH, null);
  }

  private static List<String> names(List<FileEntity> found) {
    return found.stream().map(f -> f.filename).toList();
  }

  private void setRowLevelTenant(TenantId tenant) {
    entities
        .createNativeQuery("SELECT set_config('milora.tenant', :tenant, true)", String.class)
        .setParameter("tenant", tenant.value())
        .getSingleResult();
  }

  private int visibleFiles(@Nullable TenantId tenant) throws SQLException {
    try (Connection connection = database.connect(DatabaseRole.MANAGER);
        Statement statement = connection.createStatement()) {
      if (tenant != null) {
        statement.execute("SELECT set_config('milora.tenant', '" + tenant + "', false)");
      }
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM file")) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }
}
