package io.milora.trainingworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.artifacts.FolderArtifactStore;
import io.milora.datasets.DatasetRows;
import io.milora.engine.base.BaseModel;
import io.milora.engine.text.Example;
import io.milora.engine.text.RowTokens;
import io.milora.migrations.testing.MigratedDatabaseResource;
import io.milora.model.ContentHash;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Among the tests of the program, as native code is loaded once in a process. */
@QuarkusTest
@WithTestResource(DataFolderResource.class)
@WithTestResource(
    value = MigratedDatabaseResource.class,
    initArgs = @ResourceArg(name = MigratedDatabaseResource.ROLE, value = "TRAINER"))
class RowEncoderTest {
  private static final String ROWS =
      """

      {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."}]}
      {"messages":[{"role":"user","content":"Go on"},{"role":"assistant","content":"%s"}]}
      """
          .formatted("and on ".repeat(100));

  @Test
  void trainsExactlyTheTokensThatThePreviewShows(@TempDir Path folder) throws IOException {
    FolderArtifactStore artifacts = new FolderArtifactStore(folder.resolve("artifacts"));
    ContentHash file =
        artifacts.put(new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)));
    DataFolderResource.copyModel(folder.resolve("base"));
    try (BaseModel base = BaseModel.open(folder.resolve("base"));
        InputStream in = artifacts.open(file)) {
      RowTokens shown = new RowTokens(base.encoder(), 64);
      List<Example> expected = new ArrayList<>();
      List<Long> lines = new ArrayList<>();
      DatasetRows.read(
          in,
          0,
          10,
          Long.MAX_VALUE,
          (line, row) -> {
            lines.add(line);
            expected.add(shown.fit(shown.whole(row)).example());
          });

      EncodedRows trained = RowEncoder.encode(artifacts, file, base.encoder(), 64, "file");

      assertThat(trained.numbers()).isEqualTo(lines).containsExactly(2L, 3L);
      assertThat(trained.examples())
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(expected);
      assertThat(trained.cut()).isEqualTo(1);
      assertThat(trained.examples().getLast().length()).isEqualTo(64);
    }
  }
}
