package io.milora.engine.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.engine.testing.Golden;
import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(
        file,
        Map.of(
            "b",
            FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "a",
            FloatTensor.of(new float[] {7})),
        Map.of("format", "pt"));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.names()).containsExactly("a", "b");
      assertThat(read.shape("b")).containsExactly(2, 3);
      assertThat(values(read, "b")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read.shape("a")).isEmpty();
      assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
    }
  }

  @Test
  void bfloat16IsWidened() throws IOException {
    Path file = Golden.path("tiny-llama-untied/model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong(0);
    String json = new String(bytes.array(), 8, header, StandardCharsets.UTF_8);
    int begin = new ObjectMapper().readTree(json).at("/lm_head.weight/data_offsets/0").asInt();
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      float[] head = values(read, "lm_head.weight");
      for (int i = 0; i < head.length; i++) {
        int high = bytes.getShort(8 + header + begin + 2 * i);
        assertThat(head[i]).isEqualTo(Float.intBitsToFloat(high << 16));
      }
    }
  }

  @Test
  void truncatedBrokenAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("x.safetensors");
    byte[] whole = Files.readAllBytes(Golden.path("tiny-llama/model.safetensors"));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertRefused(file, "truncated");
    Files.write(file, Arrays.copyOf(whole, 100));
    assertRefused(file, "truncated");
    Files.write(file, new byte[0]);
    assertRefused(file, "truncated");
    Files.writeString(file, "\2\0\0\0\0\0\0\0xx");
    assertRefused(file, "no JSON");
    Files.write(file, raw("{\"a\":{\"dtype\":\"I64\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
    assertRefused(file, "a is I64; allowed: F32, F16, BF16");
    Files.write(file, raw("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,0]}}"));
    assertRefused(file, "another number of bytes");
    assertRefused(folder.resolve("absent.safetensors"), "no such file");
  }

  @Test
  void anUnknownTensorAndATooSmallTargetAreRefused() {
    try (SafetensorsFile read = SafetensorsFile.open(Golden.path("tiny-llama/model.safetensors"))) {
      assertThatThrownBy(() -> read.shape("x")).isInstanceOf(InvalidInputException.class);
      assertThatThrownBy(() -> read.read("model.norm.weight", FloatBuffer.allocate(63)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("63");
    }
  }

  @Test
  void shardsAreOneModel() throws IOException {
    Path golden = Golden.path("tiny-llama");
    try (SafetensorsFile single = SafetensorsFile.open(golden.resolve("model.safetensors"))) {
      shard(single);
      Files.copy(golden.resolve("config.json"), folder.resolve("config.json"));
      try (BaseModel sharded = BaseModel.open(folder)) {
        assertThat(sharded.weights().names()).isEqualTo(single.names());
        for (String name : single.names()) {
          assertThat(values(sharded.weights(), name)).containsExactly(values(single, name));
        }
      }
      Files.delete(folder.resolve("model-2.safetensors"));
      assertThatThrownBy(() -> BaseModel.open(folder))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("model-2.safetensors: no such file");
    }
  }

  @Test
  void anIndexMayNotLeaveItsFolder() throws IOException {
    Files.writeString(
        folder.resolve(SafetensorsFolder.INDEX), "{\"weight_map\":{\"a\":\"../x.safetensors\"}}");
    assertThatThrownBy(() -> SafetensorsFolder.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("outside of its folder");
  }

  private void shard(SafetensorsFile single) throws IOException {
    ObjectNode index = new ObjectMapper().createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    Map<Integer, Map<String, FloatTensor>> shards = new HashMap<>();
    int i = 0;
    for (String name : single.names()) {
      int shard = 1 + i++ % 2;
      map.put(name, "model-" + shard + ".safetensors");
      shards
          .computeIfAbsent(shard, s -> new HashMap<>())
          .put(name, new FloatTensor(single.shape(name), values(single, name)));
    }
    for (Map.Entry<Integer, Map<String, FloatTensor>> shard : shards.entrySet()) {
      Path file = folder.resolve("model-" + shard.getKey() + ".safetensors");
      SafetensorsWriter.write(file, shard.getValue(), Map.of());
    }
    Files.writeString(folder.resolve(SafetensorsFolder.INDEX), index.toString());
  }

  private static byte[] raw(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  private static float[] values(WeightSource weights, String name) {
    FloatBuffer target = FloatBuffer.allocate((int) MappedTensor.elements(weights.shape(name)));
    weights.read(name, target);
    return target.array();
  }
}
