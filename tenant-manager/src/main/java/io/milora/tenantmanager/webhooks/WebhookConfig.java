package io.milora.tenantmanager.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** How webhooks are sent. */
@ConfigMapping(prefix = "milora.webhooks")
public interface WebhookConfig {
  /** Whether they may go to this machine and private networks, and over plain HTTP. */
  @WithDefault("false")
  boolean privateNetworks();

  /** How long after each failed attempt the next one comes; after the last there is none. */
  @WithDefault("5s,30s,2m,10m,1h,4h,12h")
  List<Duration> retries();

  /** How long an attempt may take. */
  @WithDefault("10s")
  Duration timeout();
}
