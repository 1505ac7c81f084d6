package io.milora.tenantmanager.uploads;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The bytes of files, one after the other; one of them is open at a time. Not thread-safe. */
final class JoinedFiles extends InputStream {
  private final Iterator<Path> left;
  private InputStream current = InputStream.nullInputStream();

  JoinedFiles(List<Path> files) {
    left = files.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = current.read(bytes, offset, length);
    while (read < 0 && left.hasNext()) {
      current.close();
      current = Files.newInputStream(left.next());
      read = current.read(bytes, offset, length);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
