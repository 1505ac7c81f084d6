package io.milora.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Answers {@code /tenants/{tenant}/v1/…} as {@code /v1/…} with the tenant in the header that says
 * so, before anything else looks at the path.
 */
@Singleton
class TenantPaths {
  private static final int BEFORE_EVERYTHING = -200_000;

  void register(@Observes Router router) {
    router
        .routeWithRegex("/tenants/(?<tenant>[^/]+)(?<rest>/v1/.*)")
        .order(BEFORE_EVERYTHING)
        .handler(TenantPaths::rename);
  }

  private static void rename(RoutingContext call) {
    String query = call.request().query();
    call.request().headers().set(TenantHeader.NAME, call.pathParam("tenant"));
    call.reroute(call.pathParam("rest") + (query == null ? "" : "?" + query));
  }
}
