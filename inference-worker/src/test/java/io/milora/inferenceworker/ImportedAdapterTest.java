package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.adapters.AdapterBase;
import io.milora.adapters.ForeignAdapter;
import io.milora.artifacts.FolderArtifactStore;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What the control plane takes in is served as what was published here. */
@QuarkusTest
class ImportedAdapterTest extends WorkerTest {
  private static final long MAX_BYTES = 1 << 20;

  @Test
  void theControlPlaneKnowsTheBaseThatIsServedWithoutATrainingWorker() {
    assertThat(
            tenants.number(
                "SELECT count(*) FROM base_model WHERE name = '%s' AND base_sha256 = '%s' AND (shape ->> 'hidden')::int = %d"
                    .formatted(
                        base.name(),
                        base.model().hashes().base(),
                        base.model().config().shape().hidden())))
        .isEqualTo(1);
  }

  @Test
  void peftsExportAnswersAsTheSameWeightsPublishedHere() throws IOException {
    Path golden =
        Path.of(
            System.getProperty("milora.root"),
            "platform-core/engine/src/test/resources/golden/lora");
    Adapter adapter = AdapterFolder.read(golden, base.model().config());
    String published = tenants.publish(tenant, "plain", adapter);

    String imported = tenants.publish(tenant, "imported", taken(zip(golden)));

    assertThat(text(chatBody(imported))).isEqualTo(text(chatBody(published)));
    assertThat(text(chatBody(imported))).isNotEqualTo(text(chatBody(base.name())));
  }

  @Test
  void anExportOfEachMethodComesInAsItWentOutAndAnswersAlike() throws IOException {
    for (String model : new String[] {publishPlain(300), publishRouted(301), publishMixture(302)}) {
      String suffix = model.split(":", -1)[3];
      ContentHash exported = new ContentHash(tenants.hash(tenant, suffix));
      byte[] archive;
      try (InputStream in = artifacts().open(exported)) {
        archive = in.readAllBytes();
      }
      String answer = text(chatBody(model));

      assertThat(taken(archive)).isEqualTo(exported);
      Tenants.Tenant first = tenant;
      makeTenant();
      assertThat(text(chatBody(tenants.publish(tenant, suffix, exported)))).isEqualTo(answer);
      tenant = first;
    }
  }

  private ContentHash taken(byte[] zip) throws IOException {
    AdapterBase fitting =
        new AdapterBase(base.name(), base.model().config().shape(), base.model().hashes());
    Path work = Files.createTempDirectory(config.data(), "import-");
    ForeignAdapter adapter =
        ForeignAdapter.read(new ByteArrayInputStream(zip), work, fitting, MAX_BYTES);
    try (InputStream in = Files.newInputStream(adapter.archive())) {
      return artifacts().put(in);
    }
  }

  private FolderArtifactStore artifacts() throws IOException {
    return new FolderArtifactStore(config.data().resolve("artifacts"));
  }

  private static byte[] zip(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"adapter_config.json", "adapter_model.safetensors"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(folder.resolve(name)));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
