package io.milora.tenantmanager.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchSweeperTest {
  @TempDir Path data;

  @Test
  void whatKilledProgramsLeftGoesAndWhatIsInUseStays() throws IOException {
    Path adapter = file("uploads/adapter-org-1234/unpacked/adapter_model.safetensors");
    Path body = file("uploads/0d5c1a9e");
    Path rows = file("uploads/tables/rows-1");
    Path part = file("uploads/parts/part_1");
    ScratchSweeper sweeper = new ScratchSweeper(data);
    Instant now = Files.getLastModifiedTime(part).toInstant();

    sweeper.removeOld(now.plus(ScratchSweeper.KEPT).minusSeconds(60));
    assertThat(adapter).exists();
    assertThat(body).exists();
    assertThat(rows).exists();

    sweeper.removeOld(now.plus(ScratchSweeper.KEPT).plusSeconds(60));
    assertThat(data.resolve("uploads/adapter-org-1234")).doesNotExist();
    assertThat(body).doesNotExist();
    assertThat(rows).doesNotExist();
    assertThat(rows.getParent()).exists();
    assertThat(part).exists();
    sweeper.stop();
  }

  private Path file(String name) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }
}
