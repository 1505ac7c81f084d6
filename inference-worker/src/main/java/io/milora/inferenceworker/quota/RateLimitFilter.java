package io.milora.inferenceworker.quota;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says in each answer and refusal what is left of the rate limits. */
@Provider
public class RateLimitFilter {
  private final RateLimits limits;

  RateLimitFilter(RateLimits limits) {
    this.limits = limits;
  }

  /** Adds the headers. */
  @ServerResponseFilter
  public void say(ContainerResponseContext response) {
    limits.headers().forEach((name, value) -> response.getHeaders().putSingle(name, value));
  }
}
