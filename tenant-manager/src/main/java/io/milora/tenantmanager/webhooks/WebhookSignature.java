package io.milora.tenantmanager.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures as Standard Webhooks has them ("v1"), which OpenAI's SDKs check. */
final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String SECRET_PREFIX = "whsec_";

  private WebhookSignature() {}

  /** A secret as it is shown to people and given to SDKs. */
  static String shown(byte[] secret) {
    return SECRET_PREFIX + Base64.getEncoder().encodeToString(secret);
  }

  /**
   * The header {@code webhook-signature}.
   *
   * @param timestamp seconds since 1970, as the header {@code webhook-timestamp} says
   */
  static String of(byte[] secret, String id, long timestamp, String payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      String signed = id + "." + timestamp + "." + payload;
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
