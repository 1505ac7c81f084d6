package io.milora.artifacts;

import io.milora.model.ContentHash;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;

/**
 * Passes bytes through and checks their digest at the end. Long content is digested by another
 * thread meanwhile, as that takes about as long as what readers do with it.
 */
final class VerifyingInputStream extends FilterInputStream {
  private static final int PIECE_BYTES = 1 << 18;

  /** Pieces that reading may be ahead: memory, should digesting be the slower one. */
  private static final int AHEAD = 16;

  private final ContentHash expected;
  private final MessageDigest digest = Sha256.digest();
  private CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);
  private byte[] piece = new byte[PIECE_BYTES];
  private int filled;
  private int ahead;
  private boolean verified;

  VerifyingInputStream(InputStream in, ContentHash expected) {
    super(in);
    this.expected = expected;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    if (n < 0) {
      verify();
    }
    for (int done = 0; done < n; ) {
      int part = Math.min(n - done, PIECE_BYTES - filled);
      System.arraycopy(bytes, offset + done, piece, filled, part);
      filled += part;
      done += part;
      if (filled == PIECE_BYTES) {
        digestBeside();
      }
    }
    return n;
  }

  private void digestBeside() {
    byte[] full = piece;
    digested = digested.thenRunAsync(() -> digest.update(full));
    piece = new byte[PIECE_BYTES];
    filled = 0;
    ahead++;
    if (ahead == AHEAD) {
      digested.join();
      ahead = 0;
    }
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
    digested.join();
    digest.update(piece, 0, filled);
    ContentHash found = ContentHash.of(digest.digest());
    if (!found.equals(expected)) {
      throw new CorruptArtifactException(expected, found);
    }
    verified = true;
  }
}
