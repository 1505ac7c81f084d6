package io.milora.console.datasets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How files come from browsers. Sizes are bytes. */
@ConfigMapping(prefix = "milora.console.uploads")
public interface UploadConfig {
  /** Up to this size a file comes in one request. */
  @WithDefault("67108864")
  int wholeBytes();

  /** Larger ones come in parts of this size, up to 64 MiB; each waits on this machine's disk. */
  @WithDefault("16777216")
  int partBytes();

  /** The most that the platform takes. */
  @WithDefault("10737418240")
  long maxBytes();
}
