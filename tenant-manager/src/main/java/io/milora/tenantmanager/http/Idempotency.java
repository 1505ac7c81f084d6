package io.milora.tenantmanager.http;

import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.TenantId;
import io.milora.model.json.MiloraJson;
import io.milora.persistence.AnsweredMeanwhileException;
import io.milora.persistence.IdempotencyKeyReusedException;
import io.milora.persistence.IdempotentRequests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.server.multipart.FileItem;
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
    check(key);
    String hash = HexFormat.of().formatHex(sha256().digest(body));
    try {
      return answer(
          requests.once(tenant, operation, key, hash, () -> MiloraJson.write(work.get())));
    } catch (IdempotencyKeyReusedException e) {
      throw reused(e);
    }
  }

  /** Work that takes too long for a transaction, and ends with one. */
  @FunctionalInterface
  public interface LongWork {
    /**
     * Does it.
     *
     * @param last to be called in the transaction that ends it, with what is answered
     */
    Object run(Consumer<Object> last) throws IOException;
  }

  /**
   * As {@link #once(TenantId, String, String, byte[], Supplier)} for what comes with a file. Two
   * that are sent at the same time are both worked on, and one of them is kept.
   *
   * @param fields of the form, beside the file
   */
  public Response once(
      TenantId tenant,
      String operation,
      @Nullable String key,
      FileItem file,
      List<String> fields,
      LongWork work)
      throws IOException {
    if (key == null) {
      return Response.ok(work.run(answer -> {})).build();
    }
    check(key);
    String hash = sha256(file, fields);
    try {
      Optional<String> before = requests.answer(tenant, operation, key, hash);
      if (before.isPresent()) {
        return answer(before.get());
      }
      return Response.ok(
              work.run(
                  answer ->
                      requests.remember(tenant, operation, key, hash, MiloraJson.write(answer))))
          .build();
    } catch (AnsweredMeanwhileException _) {
      return answer(requests.answer(tenant, operation, key, hash).orElseThrow());
    } catch (IdempotencyKeyReusedException e) {
      throw reused(e);
    }
  }

  private static Response answer(String json) {
    return Response.ok(json, MediaType.APPLICATION_JSON).build();
  }

  private static void check(String key) {
    if (key.isBlank() || key.length() > MAX_KEY) {
      throw new InvalidInputException(
          Problem.outOfRange(HEADER, "'" + key + "'", "1 to " + MAX_KEY + " characters"));
    }
  }

  private static ApiException reused(IdempotencyKeyReusedException e) {
    return new ApiException(
        ErrorKind.CONFLICT, String.valueOf(e.getMessage()), HEADER, "idempotency_key_reused");
  }

  private static String sha256(FileItem file, List<String> fields) throws IOException {
    MessageDigest digest = sha256();
    for (String field : fields) {
      digest.update(MiloraJson.write(field).getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream content = new DigestInputStream(file.getInputStream(), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
