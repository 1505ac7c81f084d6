package io.milora.inferenceworker.metrics;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Traces are on where {@code milora.traces.endpoint} says where they go, and off elsewhere. */
public class TraceSettings implements ConfigSourceFactory {
  /** Above the program's own settings, below those of the environment. */
  private static final int ORDINAL = 260;

  private static final String LOG_FORMAT =
      "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{2.}] %X{traceId} %s%e%n";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigValue endpoint = context.getValue("milora.traces.endpoint");
    if (endpoint == null || endpoint.getValue() == null || endpoint.getValue().isEmpty()) {
      return List.of();
    }
    return List.of(
        new PropertiesConfigSource(
            Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                "quarkus.otel.exporter.otlp.endpoint",
                endpoint.getValue(),
                "quarkus.log.console.format",
                LOG_FORMAT),
            "traces",
            ORDINAL));
  }
}
