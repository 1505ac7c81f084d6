package io.milora.tenantmanager.served;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what was served is remembered. */
@ConfigMapping(prefix = "milora.served")
public interface ServedConfig {
  /** By minutes. */
  @WithDefault("7d")
  Duration minutesKept();

  /** By hours. */
  @WithDefault("400d")
  Duration hoursKept();

  /** How often what is older is deleted. */
  @WithDefault("1h")
  Duration cleanEvery();
}
