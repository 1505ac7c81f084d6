package io.milora.engine.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript archives without Python: a stored zip with the program's text, a pickled
 * module that has no attributes but {@code training}, no constants, and the format's version.
 */
final class TorchScriptArchive {
  /** Protocol 2: {@code __torch__.Program()} with the state {@code {training: False}}. */
  private static final String MODULE =
      "\u0080\u0002c__torch__\nProgram\n)\u0081}(X\u0008\u0000\u0000\u0000training\u0089ub.";

  /** Protocol 2: the empty tuple. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private static final String FORMAT_VERSION = "10\n";

  private TorchScriptArchive() {}

  /**
   * An archive of one module.
   *
   * @param methods its methods as TorchScript text, not indented
   */
  static byte[] of(String methods) {
    String program =
        """
        class Program(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
        """
            + methods.indent(2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "program/data.pkl", MODULE.getBytes(StandardCharsets.ISO_8859_1));
      put(zip, "program/code/__torch__.py", program.getBytes(StandardCharsets.UTF_8));
      put(zip, "program/constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
      put(zip, "program/version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setCrc(crc.getValue());
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
