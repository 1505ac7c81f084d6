package io.milora.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** The identity provider whose tokens count. */
@ConfigMapping(prefix = "milora.oidc")
public interface OidcConfig {
  /** The issuer exactly as tokens name it; without one only API keys count. */
  Optional<URI> issuer();

  /** Tokens must be meant for this audience. */
  @WithDefault("milora-api")
  String audience();

  /** The client that keeps organisations and members; only tenant-manager has one. */
  @WithDefault("milora-api")
  String clientId();

  /** Without it organisations and members are not kept. */
  Optional<String> clientSecret();
}
