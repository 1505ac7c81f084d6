package io.milora.console.session;

import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinSession;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Takes the access token of every request over into the session, where views and polls find it. The
 * framework refreshes tokens that run out; a browser's heartbeat, once a minute, is enough for
 * that.
 */
@ApplicationScoped
public class TokenRefresh {
  private final SecurityIdentity identity;
  private final SignedIn signedIn;

  TokenRefresh(SecurityIdentity identity, SignedIn signedIn) {
    this.identity = identity;
    this.signedIn = signedIn;
  }

  void register(@Observes ServiceInitEvent event) {
    event.addRequestHandler(
        (session, request, response) -> {
          AccessTokenCredential credential = identity.getCredential(AccessTokenCredential.class);
          renew(session, credential);
          return false;
        });
  }

  private void renew(VaadinSession session, @Nullable AccessTokenCredential credential) {
    if (credential == null) {
      return;
    }
    session.lock();
    try {
      if (!signedIn.knows(credential.getToken())) {
        signedIn.renew(Token.parse(credential.getToken()));
      }
    } finally {
      session.unlock();
    }
  }
}
