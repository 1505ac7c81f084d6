package io.milora.cli.client;

import io.milora.model.Scope;
import java.net.URI;
import java.util.List;

/** What the platform's operators call. Thread-safe. */
public final class OperatorClient {
  private static final int CONFLICT = 409;

  private final HttpJson http;

  /**
   * A client of tenant-manager.
   *
   * @param address for instance {@code http://127.0.0.1:8001}
   */
  public OperatorClient(URI address, String operatorToken) {
    this.http = new HttpJson(address.resolve("/operator/v1/"), operatorToken);
  }

  /** Makes sure that there is a tenant of this name. */
  public void ensureTenant(String name) {
    try {
      http.post("tenants", new NewTenant(name), Tenant.class);
    } catch (ApiException e) {
      if (e.status() != CONFLICT) {
        throw e;
      }
    }
  }

  /** A new API key; nobody can read it again later. */
  public String createKey(String tenant, String name, List<Scope> scopes) {
    return http.post("tenants/" + tenant + "/keys", new NewKey(name, scopes), IssuedKey.class)
        .key();
  }

  /** Has the audit logs of all tenants checked. */
  public AuditVerification verifyAudit() {
    return http.get("audit/verification", AuditVerification.class);
  }

  private record NewTenant(String name) {}

  private record Tenant(String id, String name) {}

  private record NewKey(String name, List<Scope> scopes) {}

  private record IssuedKey(String key) {}
}
