package io.milora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.adapters.AdapterArchive;
import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.BaseHashes;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Mixture-of-LoRAs as files. */
class MoaFolderTest {
  private static final BaseHashes HASHES =
      new BaseHashes(ContentHash.sha256(new byte[] {1}), null, null);
  private static final AdapterMetadata METADATA = new AdapterMetadata("tiny-llama", HASHES);
  private static final LlamaConfig BASE = base();

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private Adapter golden = BareBase.INSTANCE;

  @BeforeEach
  void write() throws IOException {
    folder = temporary.resolve("moa");
    golden = GoldenAdapters.adapter(Golden.json("moa-per-layer.json"), BASE);
    AdapterFolder.write(folder, golden, METADATA);
  }

  @Test
  void whatWasWrittenIsRead() {
    assertThat(AdapterFolder.read(folder, BASE)).usingRecursiveComparison().isEqualTo(golden);
    assertThat(AdapterFiles.metadata(folder)).isEqualTo(METADATA);
  }

  @Test
  void everyDomainIsAFolderThatPeftReads() {
    assertThat(AdapterFolder.read(folder.resolve("finance"), BASE))
        .usingRecursiveComparison()
        .isEqualTo(((MoaAdapter) golden).experts().getFirst());
  }

  @Test
  void anArchiveHoldsTheFoldersOfTheDomainsAndNoOthers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ContentHash hash = AdapterArchive.pack(folder, bytes);
    Path copy = temporary.resolve("copy");
    AdapterArchive.unpack(new ByteArrayInputStream(bytes.toByteArray()), copy);
    assertThat(AdapterFolder.read(copy, BASE)).usingRecursiveComparison().isEqualTo(golden);
    Files.createDirectories(copy.resolve("checkpoint-500"));
    Files.writeString(copy.resolve("checkpoint-500/adapter_config.json"), "{}");
    assertThat(AdapterArchive.pack(copy, new ByteArrayOutputStream())).isEqualTo(hash);
  }

  @Test
  void missingAndUnknownDomainsAreListedWithBrokenTensors() throws IOException {
    Files.move(folder.resolve("code"), folder.resolve("poetry"));
    Files.copy(
        Golden.path("lora/adapter_config.json"),
        temporary.resolve("moa/medicine/adapter_config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    SafetensorsWriter.write(
        folder.resolve("router.safetensors"),
        Map.of(
            "layers.0.router.weight", FloatTensor.of(new float[64 * 7], 64, 7),
            "layers.0.rational.a", FloatTensor.of(new float[7], 7)),
        Map.of());
    assertThatThrownBy(() -> AdapterFolder.read(folder, BASE))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code)
                    .contains("missing_domain", "unknown_domain", "unknown_tensor")
                    .contains("invalid_shape", "missing_tensor"))
        .hasMessageContainingAll("code", "poetry", "medicine", "is [64, 7]; expected [64, 3]");
  }

  @Test
  void twoDomainsOfOneNameAndNamesThatLeadElsewhereAreRefused() throws IOException {
    edit(config -> config.putArray("domains").add("finance").add("finance").add("../code"));
    assertThatThrownBy(() -> AdapterFolder.read(folder, BASE))
        .hasMessageContainingAll("Two domains are named 'finance'", "'../code'");
    edit(config -> config.putArray("domains").add("finance"));
    assertThatThrownBy(() -> AdapterFolder.read(folder, BASE))
        .hasMessageContaining("1 domains; allowed: 2 to 64");
  }

  @Test
  void aDomainOfAnotherBaseIsRefused() throws IOException {
    Path config = folder.resolve("code/adapter_config.json");
    Files.writeString(config, Files.readString(config).replace("tiny-llama", "huge-llama"));
    ObjectNode own = new ObjectMapper().createObjectNode();
    own.put("method", "lora").put("base_sha256", ContentHash.sha256(new byte[0]).hex());
    Files.writeString(folder.resolve("medicine/milora_config.json"), own.toString());
    assertThatThrownBy(() -> AdapterFolder.read(folder, BASE))
        .hasMessageContainingAll("different bases", "huge-llama", "Domain medicine", "base_sha256");
  }

  @Test
  void optionsOfOtherMethodsAreRefused() throws IOException {
    edit(config -> config.put("k", 3).put("select", "loudest").put("pooler", "last"));
    assertThatThrownBy(() -> AdapterFolder.read(folder, BASE))
        .hasMessageContainingAll(
            "unknown field k for method moa", "loudest", "mean for method moa");
  }

  /** An edit of a JSON object. */
  private interface Edit {
    void apply(ObjectNode config);
  }

  private void edit(Edit edit) throws IOException {
    Path file = folder.resolve("milora_config.json");
    ObjectNode config = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    edit.apply(config);
    Files.writeString(file, config.toString());
  }

  private static LlamaConfig base() {
    try (BaseModel model = BaseModel.open(Golden.path("tiny-llama"))) {
      return model.config();
    }
  }
}
