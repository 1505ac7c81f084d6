package io.milora.http;

/**
 * Names the tenant that a call is for. A person of several tenants must send it, or use the path
 * {@code /tenants/{tenant}/v1/…}, which comes to the same; anybody else may, and is refused if it
 * names another tenant than the credential does.
 */
public final class TenantHeader {
  /** The header. */
  public static final String NAME = "x-milora-tenant";

  private TenantHeader() {}
}
