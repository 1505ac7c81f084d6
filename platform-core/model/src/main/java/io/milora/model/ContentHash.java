package io.milora.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of bytes: a SHA-256, lower-case hexadecimal.
 *
 * @param hex 64 characters 0-9 a-f
 */
public record ContentHash(String hex) {
  public ContentHash {
    if (!isShaped(hex)) {
      throw new InvalidInputException(
          Problem.outOfRange("sha256", hex, "64 lower-case hexadecimal digits"));
    }
  }

  /** Whether a text has the shape of a hash. */
  public static boolean isShaped(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /**
   * The identity with this digest.
   *
   * @param digest 32 bytes
   */
  public static ContentHash of(byte[] digest) {
    return new ContentHash(HexFormat.of().formatHex(digest));
  }

  /** The identity of some bytes. */
  public static ContentHash sha256(byte[] bytes) {
    return of(newDigest().digest(bytes));
  }

  /** A fresh SHA-256. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
