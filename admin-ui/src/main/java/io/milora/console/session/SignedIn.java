package io.milora.console.session;

import com.vaadin.quarkus.annotation.VaadinSessionScoped;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The user of a browser session, and the tenant that was chosen. Guarded by the session's lock. */
@VaadinSessionScoped
public class SignedIn {
  private @Nullable Token token;
  private @Nullable Credentials credentials;
  private @Nullable Credentials platform;

  /** Takes a token that came with a request. */
  void renew(Token newer) {
    token = newer;
    Credentials known = credentials;
    if (known != null && newer.tenants().contains(known.tenant())) {
      known.renew(newer);
    } else {
      credentials =
          newer.tenants().isEmpty() ? null : new Credentials(newer.tenants().getFirst(), newer);
    }
    renewPlatform(newer);
  }

  private void renewPlatform(Token newer) {
    if (platform != null) {
      platform.renew(newer);
    }
    if (!newer.isOperator()) {
      platform = null;
    } else if (platform == null) {
      platform = Credentials.ofPlatform(newer);
    }
  }

  /** Whether this is the token that is known already. */
  boolean knows(String value) {
    return token != null && token.value().equals(value);
  }

  /** The user's name, for people. */
  public String name() {
    return present().name();
  }

  /** Tenants that the user belongs to, by name. */
  public List<String> tenants() {
    return present().tenants();
  }

  /** Whether the user looks after the whole platform. */
  public boolean isOperator() {
    return present().isOperator();
  }

  /** Access to the chosen tenant; empty for users without any. */
  public Optional<Credentials> credentials() {
    return Optional.ofNullable(credentials);
  }

  /** Access to the whole platform; empty for users who are no operators. */
  public Optional<Credentials> platform() {
    return Optional.ofNullable(platform);
  }

  /**
   * Goes on with another tenant.
   *
   * @throws IllegalArgumentException if the user does not belong to it
   */
  public void choose(String tenant) {
    if (!tenants().contains(tenant)) {
      throw new IllegalArgumentException("Not one of the user's tenants: " + tenant);
    }
    credentials = new Credentials(tenant, present());
  }

  private Token present() {
    return Objects.requireNonNull(token, "Every request brings a token before a view is made");
  }
}
