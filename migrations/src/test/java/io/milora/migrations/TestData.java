package io.milora.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Two tenants with one of everything. */
final class TestData {
  static final String ACME = "org-AAAAAAAAAAAAAAAAAAAAAAAA";
  static final String GLOBEX = "org-BBBBBBBBBBBBBBBBBBBBBBBB";
  static final String HASH = "ab".repeat(32);

  private TestData() {}

  static void twoTenants(Connection superuser) throws SQLException {
    execute(
        superuser,
        "INSERT INTO base_model VALUES ('base', '%1$s', '%1$s', '%1$s', 64, 4, 1e-3, 64)"
            .formatted(HASH));
    oneTenant(superuser, ACME, "acme");
    oneTenant(superuser, GLOBEX, "globex");
  }

  private static void oneTenant(Connection superuser, String tenant, String name)
      throws SQLException {
    execute(
        superuser,
        """
        INSERT INTO tenant (id, name) VALUES ('%1$s', '%2$s');
        INSERT INTO api_key (id, tenant_id, name, secret_hash, scopes)
          VALUES ('key-%2$s', '%1$s', 'key', decode('%3$s', 'hex'), '{INFER}');
        INSERT INTO file VALUES ('file-%2$s', '%1$s', 'a.jsonl', 'fine-tune', 7, '%3$s');
        INSERT INTO dataset_version VALUES ('dsv-%2$s', '%1$s', '%3$s', 'chat', 3);
        INSERT INTO training_job (id, tenant_id, base_model, method, hyperparameters, seed,
            training_file, training_hash, status)
          VALUES ('job-%2$s', '%1$s', 'base', 'milora', '{}', 0, 'file-%2$s', '%3$s', 'QUEUED');
        INSERT INTO job_event (id, tenant_id, job_id, level, type, message)
          VALUES ('event-%2$s', '%1$s', 'job-%2$s', 'INFO', 'MESSAGE', 'created');
        INSERT INTO checkpoint VALUES ('ckpt-%2$s', '%1$s', 'job-%2$s', 1, '%3$s', '{}');
        INSERT INTO adapter VALUES ('ad-%2$s', '%1$s', 'base', 'support');
        INSERT INTO adapter_version VALUES ('av-%2$s', '%1$s', 'ad-%2$s', 'ft:base:%2$s:support:1',
          'base', '%3$s', '%3$s', '%3$s', '%3$s', 'milora', 'job-%2$s', '{}');
        INSERT INTO alias VALUES ('al-%2$s', '%1$s', 'support', 'av-%2$s');
        INSERT INTO evaluation (id, tenant_id, base_model, model, adapter_version_id, dataset_hash,
            answer_rows, seed, status)
          VALUES ('eval-%2$s', '%1$s', 'base', 'ft:base:%2$s:support:1', 'av-%2$s', '%3$s', 100, 0,
            'QUEUED');
        INSERT INTO member (id, tenant_id, email, role, state)
          VALUES ('member-%2$s', '%1$s', 'a@%2$s.example', 'ADMIN', 'PENDING');
        INSERT INTO alias_gate VALUES ('%1$s', 'support', '{}');
        INSERT INTO alias_change (id, tenant_id, alias, kind, key_id, to_model)
          VALUES ('change-%2$s', '%1$s', 'support', 'MOVED', 'key-%2$s', 'ft:base:%2$s:support:1');
        INSERT INTO usage_minute VALUES ('2026-01-01T00:00Z', '%1$s', 'w', 'key-%2$s', 'base', '', 1, 0, 2, 3);
        INSERT INTO usage_hour SELECT * FROM usage_minute WHERE tenant_id = '%1$s';
        INSERT INTO latency_minute VALUES ('2026-01-01T00:00Z', '%1$s', 'w', '', 'TTFT', 1, '');
        INSERT INTO latency_hour SELECT * FROM latency_minute WHERE tenant_id = '%1$s';
        INSERT INTO usage_day VALUES ('2026-01-01T00:00Z', '%1$s', 'key-%2$s', 'base', '', 1, 0, 2, 3, 0);
        INSERT INTO latency_day VALUES ('2026-01-01T00:00Z', '%1$s', 'TTFT', '', false, 1, '');
        INSERT INTO served_day VALUES ('%1$s', '2026-01-01T00:00Z');
        INSERT INTO slow_request VALUES ('2026-01-01T00:00Z', '%1$s', 'w', 'r', '2026-01-01T00:00Z',
          'k', 'm', '', 1, 1, '{}');
        INSERT INTO audit_event (tenant_id, actor_kind, action, target)
          VALUES ('%1$s', 'SYSTEM', 'tenant.create', '%2$s');
        INSERT INTO quota (tenant_id, requests_per_minute) VALUES ('%1$s', 60);
        """
            .formatted(tenant, name, HASH));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
