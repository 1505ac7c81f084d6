package io.milora.inferenceworker.serving;

import io.milora.model.ContentHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Decides on which side of an alias's split a request falls, equally in every program and at any
 * time: requests for one user always on the same one, others by their own ids. Sides of different
 * aliases have nothing to do with each other.
 */
public final class CanaryDraw {
  private static final int SIDES = 100;

  private CanaryDraw() {}

  /**
   * Where a request falls.
   *
   * @param model what the request names
   * @param user whom it is for, or null
   * @param request the request's id
   * @return 0 to 99, each equally often
   */
  public static int of(String model, @Nullable String user, String request) {
    MessageDigest digest = ContentHash.newDigest();
    digest.update(model.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update((user == null ? request : user).getBytes(StandardCharsets.UTF_8));
    return Integer.remainderUnsigned(ByteBuffer.wrap(digest.digest()).getInt(), SIDES);
  }
}
