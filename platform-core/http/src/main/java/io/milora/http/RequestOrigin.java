package io.milora.http;

import io.milora.persistence.AuditActor;
import io.milora.persistence.AuditOrigin;
import io.milora.persistence.Caller;
import io.milora.persistence.Principal;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who makes the request at hand, and from where, for the audit log. */
@RequestScoped
public class RequestOrigin implements AuditOrigin {
  private final CurrentCaller caller;
  private final CurrentVertxRequest request;
  private @Nullable AuditActor operator;
  private @Nullable String requestId;

  RequestOrigin(CurrentCaller caller, CurrentVertxRequest request) {
    this.caller = caller;
    this.request = request;
  }

  /** The request is an operator's. */
  public void operator(String name) {
    operator = new AuditActor(AuditActor.Kind.OPERATOR, name);
  }

  void requestId(String id) {
    requestId = id;
  }

  @Override
  public AuditActor actor() {
    return operator != null
        ? operator
        : caller.find().map(RequestOrigin::actor).orElse(AuditActor.SYSTEM);
  }

  private static AuditActor actor(Caller caller) {
    AuditActor.Kind kind =
        switch (caller.principal()) {
          case Principal.ApiKey _ -> AuditActor.Kind.KEY;
          case Principal.Person _ -> AuditActor.Kind.USER;
        };
    return new AuditActor(kind, caller.who());
  }

  @Override
  public @Nullable String address() {
    RoutingContext context = request.getCurrent();
    SocketAddress peer = context == null ? null : context.request().remoteAddress();
    return peer == null ? null : peer.hostAddress();
  }

  @Override
  public @Nullable String requestId() {
    return requestId;
  }
}
