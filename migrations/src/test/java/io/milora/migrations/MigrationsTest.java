package io.milora.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.migrations.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  private static final List<String> TENANT_TABLES =
      List.of(
          "adapter",
          "adapter_version",
          "alias",
          "alias_change",
          "alias_gate",
          "api_key",
          "audit_event",
          "checkpoint",
          "dataset_version",
          "evaluation",
          "file",
          "idempotent_request",
          "job_event",
          "latency_day",
          "latency_hour",
          "latency_minute",
          "member",
          "quota",
          "quota_reservation",
          "served_day",
          "slow_request",
          "tenant",
          "trained_expert",
          "training_job",
          "training_share",
          "upload",
          "upload_part",
          "usage_day",
          "usage_hour",
          "usage_minute",
          "webhook",
          "webhook_delivery");

  @Test
  void anEmptyDatabaseGetsAllTables() throws SQLException {
    MigratedDatabase database = MigratedDatabase.create();
    assertThat(
            column(
                database,
                "SELECT tablename FROM pg_tables WHERE schemaname = 'milora' AND tablename <> 'flyway_schema_history'"))
        .containsAll(TENANT_TABLES)
        .contains("base_model", "worker", "orphaned_content")
        .hasSize(TENANT_TABLES.size() + 3);
  }

  @Test
  void everyTableWithATenantForcesRowLevelSecurity() throws SQLException {
    MigratedDatabase database = MigratedDatabase.create();
    assertThat(
            column(
                database,
                "SELECT relname FROM pg_class WHERE relnamespace = 'milora'::regnamespace AND relrowsecurity AND relforcerowsecurity ORDER BY 1"))
        .isEqualTo(TENANT_TABLES);
    assertThat(
            column(
                database,
                "SELECT DISTINCT table_name::text FROM information_schema.columns WHERE table_schema = 'milora' AND column_name = 'tenant_id' ORDER BY 1"))
        .isSubsetOf(TENANT_TABLES);
  }

  @Test
  void migratingAgainChangesNothingAndKeepsRows() throws SQLException {
    MigratedDatabase database = MigratedDatabase.create();
    try (Connection connection = database.connectAsSuperuser()) {
      TestData.twoTenants(connection);
    }
    List<String> before = everything(database);
    database.migrate();
    assertThat(everything(database)).isEqualTo(before);
    assertThat(column(database, "SELECT name FROM tenant ORDER BY name"))
        .containsExactly("acme", "globex");
  }

  @Test
  void functionsThatCrossTenantsFixTheirSearchPathAndAreNotPublic() throws SQLException {
    MigratedDatabase database = MigratedDatabase.create();
    assertThat(
            column(
                database,
                "SELECT proname::text FROM pg_proc WHERE pronamespace = 'milora'::regnamespace AND prosecdef AND proconfig = ARRAY['search_path=milora, pg_temp'] AND pg_get_userbyid(proowner) = 'milora_definer' AND NOT has_function_privilege('public', oid, 'EXECUTE') ORDER BY 1"))
        .containsExactly(
            "busiest_adapters_of_all",
            "chain_audit_event",
            "claim_evaluation",
            "claim_training_job",
            "claim_webhook_deliveries",
            "content_in_use",
            "continue_training_job",
            "days_to_add_up",
            "failed_jobs",
            "find_api_key",
            "find_membership",
            "find_tenant",
            "forget_served",
            "latency_days_of_all",
            "latency_rows_of_all",
            "list_tenants",
            "new_training_share",
            "next_training_tenant",
            "note_changed_days",
            "note_end_of_job",
            "note_key_uses",
            "quotas_of_all",
            "release_lost_reservations",
            "renew_reservations",
            "reserve_quota",
            "settle_quota",
            "settle_training_job",
            "slow_rows_of_all",
            "take_back_lost_training_jobs",
            "tenants_to_delete",
            "tenants_to_reconcile",
            "training_contenders",
            "training_queue",
            "training_queues",
            "unfinished_jobs",
            "usage_days_of_all",
            "usage_rows_of_all",
            "verify_audit");
  }

  private static List<String> everything(MigratedDatabase database) throws SQLException {
    List<String> all = new ArrayList<>();
    for (String table : TENANT_TABLES) {
      all.addAll(column(database, "SELECT t::text FROM " + table + " t ORDER BY 1"));
    }
    all.addAll(column(database, "SELECT h::text FROM flyway_schema_history h ORDER BY 1"));
    return all;
  }

  private static List<String> column(MigratedDatabase database, String query) throws SQLException {
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
