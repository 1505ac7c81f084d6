package io.milora.console.platform;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The platform's JSON as a client reads it: fields that a newer platform adds are passed over. */
public final class WireJson {
  private WireJson() {}

  /** A new mapper; thread-safe. */
  public static ObjectMapper mapper() {
    return MiloraJson.mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  @Produces
  @Singleton
  static ObjectMapper framework() {
    return mapper();
  }
}
