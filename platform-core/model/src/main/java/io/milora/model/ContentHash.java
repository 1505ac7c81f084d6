package io.milora.model;

import java.util.HexFormat;

/**
 * The identity of bytes: a SHA-256, lower-case hexadecimal.
 *
 * @param hex 64 characters 0-9 a-f
 */
public record ContentHash(String hex) {
  public ContentHash {
    if (hex.length() != 64
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new InvalidInputException(
          Problem.outOfRange("sha256", hex, "64 lower-case hexadecimal digits"));
    }
  }

  /**
   * The identity with this digest.
   *
   * @param digest 32 bytes
   */
  public static ContentHash of(byte[] digest) {
    return new ContentHash(HexFormat.of().formatHex(digest));
  }

  @Override
  public String toString() {
    return hex;
  }
}
