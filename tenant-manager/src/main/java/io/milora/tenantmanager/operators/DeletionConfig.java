package io.milora.tenantmanager.operators;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How tenants are deleted. */
@ConfigMapping(prefix = "milora.tenants")
public interface DeletionConfig {
  /** How long a deletion can be taken back, where the operator does not say. */
  @WithDefault("7d")
  Duration deletionGrace();
}
