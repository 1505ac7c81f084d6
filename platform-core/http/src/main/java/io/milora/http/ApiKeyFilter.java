package io.milora.http;

import io.milora.model.Scope;
import io.milora.persistence.ApiKeys;
import io.milora.persistence.Caller;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.stream.Collectors;

/** Turns an API key into a caller, and refuses keys without the scope that the call needs. */
@Provider
@RequiresScope(Scope.ADMIN)
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {
  private final ApiKeys keys;
  private final CurrentCaller current;
  private final ResourceInfo resource;

  ApiKeyFilter(ApiKeys keys, CurrentCaller current, ResourceInfo resource) {
    this.keys = keys;
    this.current = current;
    this.resource = resource;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String key =
        Bearer.of(request)
            .orElseThrow(
                () ->
                    Bearer.refused(
                        "No API key was given; send the header Authorization: Bearer mk_…"));
    Caller caller =
        keys.authenticate(key)
            .orElseThrow(
                () ->
                    Bearer.refused(
                        "The API key is not known, revoked or expired; ask your tenant's admin for"
                            + " one."));
    Scope needed = resource.getResourceClass().getAnnotation(RequiresScope.class).value();
    if (!caller.scopes().contains(needed) && !caller.scopes().contains(Scope.ADMIN)) {
      throw missing(needed, caller);
    }
    current.set(caller);
  }

  private static ApiException missing(Scope needed, Caller caller) {
    String has =
        caller.scopes().stream().map(ApiKeyFilter::name).sorted().collect(Collectors.joining(", "));
    return new ApiException(
        ErrorKind.FORBIDDEN,
        "The API key lacks the scope " + name(needed) + "; it has: " + has + ".",
        null,
        "missing_scope");
  }

  private static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
