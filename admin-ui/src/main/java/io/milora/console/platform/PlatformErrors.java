package io.milora.console.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.openai.ErrorResponse;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Reads the platform's one envelope of errors. */
final class PlatformErrors {
  private static final ObjectMapper JSON = WireJson.mapper();
  private static final String REQUEST_ID = "x-request-id";

  private PlatformErrors() {}

  static PlatformException read(Response response) {
    String body = response.hasEntity() ? response.readEntity(String.class) : "";
    String requestId = response.getHeaderString(REQUEST_ID);
    int status = response.getStatus();
    try {
      ErrorResponse.Detail error = JSON.readValue(body, ErrorResponse.class).error();
      return new PlatformException(
          status, error.message(), error.code(), error.problems(), requestId, null);
    } catch (JsonProcessingException e) {
      // Something between us and the platform answered.
      return new PlatformException(
          status,
          "The platform answered with status " + status + ".",
          null,
          List.of(),
          requestId,
          e);
    }
  }
}
