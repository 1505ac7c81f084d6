package io.milora.http;

import io.milora.model.Scope;
import io.milora.persistence.Caller;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds out who calls, and refuses those without the scope that the call needs. */
@Provider
@RequiresScope(Scope.ADMIN)
@Priority(Priorities.AUTHENTICATION)
public class CallerFilter implements ContainerRequestFilter {
  private final Authentication authentication;
  private final ClientAddress address;
  private final CurrentCaller current;
  private final ResourceInfo resource;

  CallerFilter(
      Authentication authentication,
      ClientAddress address,
      CurrentCaller current,
      ResourceInfo resource) {
    this.authentication = authentication;
    this.address = address;
    this.current = current;
    this.resource = resource;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String bearer =
        Bearer.of(request)
            .orElseThrow(
                () ->
                    Bearer.refused(
                        "No API key was given; send the header Authorization: Bearer mk_…, or the token of a signed-in person."));
    Caller caller =
        authentication.caller(bearer, request.getHeaderString(TenantHeader.NAME), address.get());
    Scope needed = resource.getResourceClass().getAnnotation(RequiresScope.class).value();
    if (!caller.may(needed)) {
      throw missing(needed, caller);
    }
    current.set(caller);
  }

  private static ApiException missing(Scope needed, Caller caller) {
    String has =
        caller.scopes().stream().map(CallerFilter::name).sorted().collect(Collectors.joining(", "));
    return new ApiException(
        ErrorKind.FORBIDDEN,
        "This call needs the scope %s; the caller has: %s."
            .formatted(name(needed), has.isEmpty() ? "none" : has),
        null,
        "missing_scope");
  }

  private static String name(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
