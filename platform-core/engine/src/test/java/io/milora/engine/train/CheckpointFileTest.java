package io.milora.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
  private static final Checkpoint FIRST =
      new Checkpoint(
          3, Map.of("p.x", new float[] {1, Float.MIN_VALUE}), 1.25, 2, 99, List.of(0.1, 1 / 3d));

  @Test
  void everythingSurvivesTheRoundTrip(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("state");
    CheckpointFile.write(file, FIRST);
    Checkpoint read = CheckpointFile.read(file);
    assertThat(read.tensors().get("p.x")).isEqualTo(FIRST.tensors().get("p.x"));
    assertThat(read).usingRecursiveComparison().ignoringFields("tensors").isEqualTo(FIRST);
  }

  @Test
  void aFullDiskLeavesTheStateBefore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("state");
    CheckpointFile.write(file, FIRST);
    // The device that is always full stands where the new file would be written.
    Files.createSymbolicLink(folder.resolve("state.part"), Path.of("/dev/full"));
    Checkpoint second = new Checkpoint(4, Map.of("p.x", new float[1 << 20]), 1, 0, 100, List.of());
    assertThatThrownBy(() -> CheckpointFile.write(file, second))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThat(CheckpointFile.read(file).step()).isEqualTo(3);
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
    CheckpointFile.write(file, second);
    assertThat(CheckpointFile.read(file).step()).isEqualTo(4);
  }
}
