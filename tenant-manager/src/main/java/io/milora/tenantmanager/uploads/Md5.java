package io.milora.tenantmanager.uploads;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.tenantmanager.files.NewFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest by which OpenAI's clients check that parts were put together as they meant it. */
final class Md5 {
  private Md5() {}

  /**
   * Makes sure that a file is what was meant.
   *
   * @param expected lower-case hexadecimal
   * @throws InvalidInputException if it is not
   */
  static void require(NewFile.Content content, String expected) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(content.open(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(expected)) {
      throw new InvalidInputException(
          new Problem(
              "md5",
              "md5_mismatch",
              "The parts in this order have the MD5 %s, not %s; check their order, or send the broken part again."
                  .formatted(found, expected)));
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has MD5", e);
    }
  }
}
