package io.milora.http;

import io.milora.model.PublicId;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Gives every request an id and says it in {@code x-request-id}. */
@Provider
public class RequestIdFilter {
  /** The header. */
  public static final String HEADER = "x-request-id";

  private final RequestOrigin origin;

  RequestIdFilter(RequestOrigin origin) {
    this.origin = origin;
  }

  /** Makes the id before anything can fail. */
  @ServerRequestFilter(preMatching = true)
  public void assign(ContainerRequestContext request) {
    String id = PublicId.REQUEST.next();
    request.setProperty(HEADER, id);
    origin.requestId(id);
  }

  /** Answers with it. */
  @ServerResponseFilter
  public void say(ContainerRequestContext request, ContainerResponseContext response) {
    response.getHeaders().putSingle(HEADER, String.valueOf(request.getProperty(HEADER)));
  }
}
