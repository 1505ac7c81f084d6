package io.milora.tenantmanager.http;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.IdempotencyKeyReusedException;
import io.milora.persistence.IdempotentRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does what a request asks for once, however often it is sent with one key. */
@ApplicationScoped
public class Idempotency {
  /** How a client names a request. */
  public static final String HEADER = "Idempotency-Key";

  private static final int MAX_KEY = 255;

  private final IdempotentRequests requests;

  Idempotency(IdempotentRequests requests) {
    this.requests = requests;
  }

  /**
   * Does something, or gives the answer of the time when it was done, word for word.
   *
   * @param key null if the client did not name the request; then it is done in any case
   * @param body what was sent
   * @param work runs in a transaction, and gives what is answered
   * @throws ApiException if the key came with another body
   */
  public Response once(
      TenantId tenant, String operation, @Nullable String key, byte[] body, Supplier<?> work) {
    if (key == null) {
      return Response.ok(work.get()).build();
    }
    if (key.isBlank() || key.length() > MAX_KEY) {
      throw new InvalidInputException(
          Problem.outOfRange(HEADER, "'" + key + "'", "1 to " + MAX_KEY + " characters"));
    }
    try {
      String answer =
          requests.once(tenant, operation, key, sha256(body), () -> MiloraJson.write(work.get()));
      return Response.ok(answer, MediaType.APPLICATION_JSON).build();
    } catch (IdempotencyKeyReusedException e) {
      throw new ApiException(
          ErrorKind.CONFLICT, String.valueOf(e.getMessage()), HEADER, "idempotency_key_reused");
    }
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
