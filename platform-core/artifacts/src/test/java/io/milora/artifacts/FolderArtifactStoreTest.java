package io.milora.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.model.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderArtifactStoreTest {
  private static final ContentHash ABC =
      new ContentHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private final Path root;
  private FolderArtifactStore store;

  FolderArtifactStoreTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.store = new FolderArtifactStore(root);
  }

  @Test
  void bytesComeBackUnderTheirSha256() throws IOException {
    assertThat(put("abc")).isEqualTo(ABC);
    try (InputStream in = store.open(ABC)) {
      assertThat(in.readAllBytes()).isEqualTo("abc".getBytes(UTF_8));
    }
    assertThat(store.contains(ABC)).isTrue();
    assertThat(store.size(ABC)).isEqualTo(3);
  }

  @Test
  void equalBytesAreKeptOnce() throws IOException {
    put("abc");
    put("abc");
    assertThat(files()).hasSize(1);
  }

  @Test
  void bytesLargerThanAnyBufferAreKeptWhole() throws IOException {
    byte[] bytes = new byte[(1 << 20) + 17];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    ContentHash hash = store.put(new ByteArrayInputStream(bytes));
    try (InputStream in = store.open(hash)) {
      assertThat(in.skip(5)).isEqualTo(5);
      assertThat(in.readAllBytes()).hasSize(bytes.length - 5);
    }
  }

  @Test
  void aFailingSourceLeavesNothing() throws IOException {
    InputStream lost =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("connection lost");
          }
        };
    InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), lost);
    assertThatThrownBy(() -> store.put(broken)).hasMessage("connection lost");
    assertThat(files()).isEmpty();
  }

  @Test
  void damagedBytesAreNoticedWhenRead() throws IOException {
    put("abc");
    Files.writeString(files().getFirst(), "abd");
    try (InputStream in = store.open(ABC)) {
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(CorruptArtifactException.class)
          .hasMessageContaining(ABC.hex());
    }
  }

  @Test
  void damageAtTheBeginningOfLongContentIsNoticed() throws IOException {
    byte[] bytes = new byte[1 << 20];
    ContentHash hash = store.put(new ByteArrayInputStream(bytes));
    bytes[0] = 1;
    Files.write(files().getFirst(), bytes);
    try (InputStream in = store.open(hash)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(CorruptArtifactException.class);
    }
  }

  @Test
  void whatIsNotKeptCannotBeOpened() throws IOException {
    assertThat(store.contains(ABC)).isFalse();
    assertThatThrownBy(() -> store.open(ABC)).isInstanceOf(NoSuchFileException.class);
    store.delete(ABC);
  }

  @Test
  void deletedBytesAreGone() throws IOException {
    put("abc");
    store.delete(ABC);
    assertThat(store.contains(ABC)).isFalse();
    assertThat(files()).isEmpty();
  }

  @Test
  void leftoversOfCrashedWritersAreRemovedAndLivingWritersAreNot() throws IOException {
    Path living = Files.writeString(root.resolve("incoming").resolve("living"), "x");
    Path dead = Files.writeString(root.resolve("incoming").resolve("dead"), "x");
    Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    store = new FolderArtifactStore(root);
    assertThat(files()).containsExactly(living);
  }

  @Test
  void aFullDiskIsNamed() throws IOException {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> store.writeFully(full, ByteBuffer.wrap(new byte[8])))
          .isInstanceOf(StorageFullException.class)
          .hasMessageContaining(root.toString())
          .hasMessageContaining("make space");
    }
  }

  @Test
  void manyWritersOfTheSameBytesAgree() throws Exception {
    List<Callable<ContentHash>> writers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      writers.add(() -> put("abc"));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<ContentHash> written : threads.invokeAll(writers)) {
        assertThat(written.get()).isEqualTo(ABC);
      }
    }
    assertThat(files()).hasSize(1);
  }

  private ContentHash put(String text) throws IOException {
    return store.put(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.walk(root)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }
}
