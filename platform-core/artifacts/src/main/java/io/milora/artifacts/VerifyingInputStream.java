package io.milora.artifacts;

import io.milora.model.ContentHash;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Passes bytes through and checks their digest at the end. */
final class VerifyingInputStream extends FilterInputStream {
  private final ContentHash expected;
  private final MessageDigest digest = Sha256.digest();
  private boolean verified;

  VerifyingInputStream(InputStream in, ContentHash expected) {
    super(in);
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b < 0) {
      verify();
    } else {
      digest.update((byte) b);
    }
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    if (n < 0) {
      verify();
    } else {
      digest.update(bytes, offset, n);
    }
    return n;
  }

  /** By reading: skipped bytes must be digested too. */
  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws IOException {
    if (verified) {
      return;
    }
    ContentHash found = ContentHash.of(digest.digest());
    if (!found.equals(expected)) {
      throw new CorruptArtifactException(expected, found);
    }
    verified = true;
  }
}
