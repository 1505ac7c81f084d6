package io.milora.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.json.MiloraJson;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the platform's one JSON mapper the framework's, too. */
public class JsonMapperProducer {
  @Produces
  @Singleton
  ObjectMapper objectMapper() {
    return MiloraJson.mapper();
  }
}
