package io.milora.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.adapters.BaseHashes;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsFile;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.engine.testing.Golden;
import io.milora.engine.testing.GoldenAdapters;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFolderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BaseHashes HASHES =
      new BaseHashes(ContentHash.sha256(new byte[] {1}), ContentHash.sha256(new byte[] {2}), null);

  @TempDir private Path folder;

  @Test
  void whatPeftMadeIsPlainLoraTransposed() {
    LoraAdapter adapter = (LoraAdapter) AdapterFolder.read(Golden.path("lora"), base("tiny-llama"));
    assertThat(adapter.settings())
        .isEqualTo(new LoraSettings(4, 8, 0, EnumSet.allOf(Projection.class)));
    assertThat(adapter)
        .usingRecursiveComparison()
        .isEqualTo(GoldenAdapters.adapter(Golden.json("lora-logits.json"), base("tiny-llama")));
    assertThat(AdapterFiles.metadata(Golden.path("lora")))
        .isEqualTo(new AdapterMetadata("tiny-llama", null));
  }

  @Test
  void modulesThatAreNoTargetHaveNoPair() {
    PairSet adapter = pairs(AdapterFolder.read(Golden.path("lora-qv"), base("tiny-llama-untied")));
    assertThat(adapter.pair(1, Projection.V)).isNotNull();
    assertThat(adapter.pair(1, Projection.K)).isNull();
    assertThat(adapter.scale()).isEqualTo(4);
  }

  @Test
  void plainLoraIsWrittenAsPeftWroteIt() throws IOException {
    Path golden = Golden.path("lora");
    Adapter adapter = AdapterFolder.read(golden, base("tiny-llama"));
    AdapterFolder.write(folder, adapter, new AdapterMetadata("tiny-llama", HASHES));
    try (SafetensorsFile written =
            SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
        SafetensorsFile peft = SafetensorsFile.open(golden.resolve("adapter_model.safetensors"))) {
      assertThat(written.names()).isEqualTo(peft.names());
      for (String name : peft.names()) {
        assertThat(written.shape(name)).isEqualTo(peft.shape(name));
        assertThat(values(written, name)).containsExactly(values(peft, name));
      }
    }
    JsonNode config = JSON.readTree(folder.resolve("adapter_config.json").toFile());
    JsonNode peft = JSON.readTree(golden.resolve("adapter_config.json").toFile());
    config.properties().forEach(e -> assertThat(e.getValue()).isEqualTo(peft.get(e.getKey())));
  }

  @Test
  void miloraIsReadAsItWasWritten() throws IOException {
    LlamaConfig base = base("tiny-llama");
    Adapter adapter = GoldenAdapters.adapter(Golden.json("milora-routes.json"), base);
    AdapterFolder.write(folder, adapter, new AdapterMetadata("tiny-llama", HASHES));
    Adapter read = AdapterFolder.read(folder, base);
    assertThat(read).usingRecursiveComparison().isEqualTo(adapter);
    assertThat(AdapterFiles.metadata(folder).hashes()).isEqualTo(HASHES);
  }

  @Test
  void optionsThatAreNotServedAreRefusedByNameAtOnce() throws IOException {
    copyLora(
        config ->
            config
                .put("use_dora", true)
                .put("bias", "all")
                .put("fan_in_fan_out", true)
                .put("init_lora_weights", "pissa")
                .set("rank_pattern", JSON.createObjectNode().put("q_proj", 8)));
    assertThatThrownBy(() -> AdapterFolder.read(folder, base("tiny-llama")))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::param)
                    .containsExactlyInAnyOrder(
                        "use_dora", "bias", "fan_in_fan_out", "init_lora_weights", "rank_pattern"));
  }

  @Test
  void unknownOptionsMatterOnlyIfTheySaySomething() throws IOException {
    copyLora(config -> config.putNull("new_option").put("newer_option", false));
    assertThat(AdapterFolder.read(folder, base("tiny-llama"))).isInstanceOf(LoraAdapter.class);
    copyLora(config -> config.put("newest_option", 3));
    assertThatThrownBy(() -> AdapterFolder.read(folder, base("tiny-llama")))
        .hasMessageContaining("newest_option is 3");
  }

  @Test
  void rankStabilisedScalingIsKept() throws IOException {
    copyLora(config -> config.put("use_rslora", true));
    assertThat(pairs(AdapterFolder.read(folder, base("tiny-llama"))).scale()).isEqualTo(4);
  }

  @Test
  void targetsMayBeAPatternAndUnknownOnesAreRefused() throws IOException {
    copyLora(config -> config.put("target_modules", "all-linear"));
    assertThat(pairs(AdapterFolder.read(folder, base("tiny-llama"))).pair(0, Projection.UP))
        .isNotNull();
    copyLora(config -> config.putArray("target_modules").add("q_proj").add("lm_head"));
    assertThatThrownBy(() -> AdapterFolder.read(folder, base("tiny-llama")))
        .hasMessageContaining("lm_head");
  }

  @Test
  void missingUnknownAndMisshapenTensorsAreListedTogether() throws IOException {
    copyLora(config -> config);
    try (SafetensorsFile peft =
        SafetensorsFile.open(Golden.path("lora/adapter_model.safetensors"))) {
      Map<String, FloatTensor> tensors = new TreeMap<>();
      peft.names().forEach(n -> tensors.put(n, new FloatTensor(peft.shape(n), values(peft, n))));
      String prefix = "base_model.model.model.layers.0.self_attn.q_proj.lora_";
      tensors.remove(prefix + "A.weight");
      tensors.put(prefix + "B.weight", FloatTensor.of(new float[256], 4, 64));
      tensors.put(prefix + "magnitude_vector", FloatTensor.of(new float[64], 64));
      SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
    }
    assertThatThrownBy(() -> AdapterFolder.read(folder, base("tiny-llama")))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code)
                    .containsExactly("missing_tensor", "invalid_shape", "unknown_tensor"))
        .hasMessageContaining("is [4, 64]; expected [64, 4]");
  }

  @Test
  void anAdapterOfAnotherShapeOfBaseIsRefused() {
    assertThatThrownBy(() -> AdapterFolder.read(Golden.path("lora"), base("tiny-llama-untied")))
        .hasMessageContaining("layers.3");
  }

  @Test
  void fieldsOfMiloraConfigAreChecked() throws IOException {
    LlamaConfig base = base("tiny-llama");
    AdapterFolder.write(
        folder,
        GoldenAdapters.adapter(Golden.json("milora-routes.json"), base),
        new AdapterMetadata("tiny-llama", HASHES));
    Path file = folder.resolve("milora_config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    config.put("k", 9).put("pooler", "median").put("topk", 3).put("base_sha256", "abc");
    Files.writeString(file, config.toString());
    assertThatThrownBy(() -> AdapterFolder.read(folder, base))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::param)
                    .containsExactlyInAnyOrder("k", "pooler", "topk", "base_sha256"));
    Files.delete(file);
    assertThatThrownBy(() -> AdapterFolder.read(folder, base))
        .hasMessageContaining("milora_config.json: no such file");
  }

  @Test
  void anotherBaseIsRefusedWithWhatWasGivenAndExpected() {
    AdapterMetadata metadata = new AdapterMetadata("x", HASHES);
    metadata.requireTrainedOn(HASHES);
    BaseHashes other = new BaseHashes(ContentHash.sha256(new byte[0]), null, null);
    assertThatThrownBy(() -> metadata.requireTrainedOn(other))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.problems()).hasSize(2))
        .hasMessageContaining(HASHES.base().hex())
        .hasMessageContaining(other.base().hex());
    assertThatThrownBy(() -> new AdapterMetadata("x", null).requireTrainedOn(other))
        .hasMessageContaining("does not say on what it was trained");
  }

  /** An edit of a JSON object. */
  private interface Edit {
    JsonNode apply(ObjectNode config);
  }

  private void copyLora(Edit edit) throws IOException {
    ObjectNode config = (ObjectNode) Golden.json("lora/adapter_config.json");
    edit.apply(config);
    Files.writeString(folder.resolve("adapter_config.json"), config.toString());
    Path weights = folder.resolve("adapter_model.safetensors");
    Files.deleteIfExists(weights);
    Files.copy(Golden.path("lora/adapter_model.safetensors"), weights);
  }

  private static LlamaConfig base(String name) {
    try (BaseModel model = BaseModel.open(Golden.path(name))) {
      return model.config();
    }
  }

  private static float[] values(SafetensorsFile file, String name) {
    int elements = (int) Arrays.stream(file.shape(name)).reduce(1, Math::multiplyExact);
    FloatBuffer target = FloatBuffer.allocate(elements);
    file.read(name, target);
    return target.array();
  }

  private static PairSet pairs(Adapter adapter) {
    return adapter.pairSets().getFirst();
  }
}
