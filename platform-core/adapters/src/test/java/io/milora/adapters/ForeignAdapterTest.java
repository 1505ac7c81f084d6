package io.milora.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.model.BaseShape;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignAdapterTest {
  private static final BaseHashes HASHES =
      new BaseHashes(hash("base"), hash("tokenizer"), hash("template"));
  private static final AdapterBase BASE =
      new AdapterBase("tiny-llama", new BaseShape(4, 64, 160, 64, 32, 320), HASHES);
  private static final long MAX_BYTES = 1 << 20;

  @TempDir private Path work;
  private int works;

  @Test
  void whatPeftMadeIsKeptWithTheBaseThatItFits() throws IOException {
    Map<String, byte[]> peft = under("my-adapter/", peft());
    peft.put("my-adapter/README.md", bytes("PEFT writes one"));
    byte[] zip = zip(peft);

    ForeignAdapter adapter = take(zip);

    assertThat(adapter.method()).isEqualTo("lora");
    assertThat(adapter.sent()).isEqualTo(ContentHash.sha256(zip));
    Map<String, byte[]> kept = entries(Files.readAllBytes(adapter.archive()));
    assertThat(kept.keySet())
        .containsExactly("adapter_config.json", "adapter_model.safetensors", "milora_config.json");
    assertThat(new String(kept.get("milora_config.json"), StandardCharsets.UTF_8))
        .contains("\"lora\"", HASHES.base().hex(), String.valueOf(HASHES.chatTemplate()));
  }

  @Test
  void whatWasKeptComesInAgainAsTheSameBytes() throws IOException {
    byte[] kept = Files.readAllBytes(take(zip(peft())).archive());

    ForeignAdapter again = take(kept);

    assertThat(again.sent()).isEqualTo(ContentHash.sha256(kept));
    assertThat(again.archive()).hasBinaryContent(kept);
  }

  @Test
  void everythingThatDoesNotFitIsSaidAtOnce() throws IOException {
    AdapterBase other = new AdapterBase("other", new BaseShape(3, 64, 161, 64, 32, 320), HASHES);

    assertRefused(
        zip(peft()),
        other,
        MAX_BYTES,
        "layers.3.self_attn.q_proj.lora_A.weight belongs to no module",
        "layers.0.mlp.gate_proj.lora_B.weight is [160, 4]; expected [161, 4]",
        "trained on 'tiny-llama', not on other");
  }

  @Test
  void ourAdaptersOfAnotherBaseAreRefusedByTheirHashes() throws IOException {
    byte[] kept = Files.readAllBytes(take(zip(peft())).archive());
    BaseHashes others = new BaseHashes(hash("x"), hash("y"), HASHES.chatTemplate());

    assertRefused(
        kept,
        new AdapterBase("tiny-llama", BASE.shape(), others),
        MAX_BYTES,
        "base_sha256",
        "tokenizer_sha256");
  }

  @Test
  void filesThatNoAdapterHasAreRefusedByName() throws IOException {
    Map<String, byte[]> files = peft();
    files.put("passed-" + hash("engine").hex(), new byte[0]);
    files.put("../escape", new byte[0]);
    files.put("/tmp/absolute", new byte[0]);
    files.put("support/golden_outputs.json", new byte[0]);

    assertRefused(
        zip(files),
        BASE,
        MAX_BYTES,
        "entry 'passed-" + hash("engine").hex() + "' is no file of an adapter",
        "entry '../escape'",
        "entry '/tmp/absolute'",
        "entry 'support/golden_outputs.json'");
    assertThat(work.resolveSibling("escape")).doesNotExist();
    assertThat(Path.of("/tmp/absolute")).doesNotExist();
  }

  @Test
  void bombsAndRubbishAreRefused() throws IOException {
    Map<String, byte[]> bomb = peft();
    bomb.put("router.safetensors", new byte[10 << 20]);
    assertThat(zip(bomb).length).isLessThan(1 << 20);
    assertRefused(zip(bomb), BASE, MAX_BYTES, "entry 'router.safetensors' is too large");
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      many.put("d" + i + "/adapter_config.json", new byte[0]);
    }
    assertRefused(zip(many), BASE, MAX_BYTES, "more than 256 entries");
    assertRefused(bytes("no zip"), BASE, MAX_BYTES, "not a zip file");
    byte[] whole = zip(peft());
    assertRefused(Arrays.copyOf(whole, whole.length / 2), BASE, MAX_BYTES, "damaged");
  }

  @Test
  void patternsAreNotRunAndGoldenTokensAreOfTheBase() throws IOException {
    Map<String, byte[]> files = peft();
    String config = new String(files.get("adapter_config.json"), StandardCharsets.UTF_8);
    files.put(
        "adapter_config.json",
        bytes(
            config.replaceAll(
                "(?s)\"target_modules\": *\\[.*?\\]", "\"target_modules\": \"(([a-z._]+)+)+!\"")));
    files.put(
        "golden_outputs.json", bytes("{\"continuations\":[{\"prompt\":[1,320],\"tokens\":[2]}]}"));

    assertRefused(
        zip(files), BASE, MAX_BYTES, "target_modules is a pattern", "golden_outputs.json");
  }

  private ForeignAdapter take(byte[] zip) throws IOException {
    return take(zip, BASE, MAX_BYTES);
  }

  private ForeignAdapter take(byte[] zip, AdapterBase base, long maxBytes) throws IOException {
    Path folder = Files.createDirectory(work.resolve("work-" + works++));
    return ForeignAdapter.read(new ByteArrayInputStream(zip), folder, base, maxBytes);
  }

  private void assertRefused(byte[] zip, AdapterBase base, long maxBytes, String... parts) {
    assertThatThrownBy(() -> take(zip, base, maxBytes))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            refusal ->
                assertThat(
                        String.join(
                            "\n", refusal.problems().stream().map(Problem::message).toList()))
                    .contains(parts)
                    .doesNotContain(work.toString()));
  }

  private static Map<String, byte[]> peft() throws IOException {
    Path golden =
        Path.of(
            System.getProperty("milora.root"),
            "platform-core/engine/src/test/resources/golden/lora");
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : new String[] {"adapter_config.json", "adapter_model.safetensors"}) {
      files.put(name, Files.readAllBytes(golden.resolve(name)));
    }
    return files;
  }

  private static Map<String, byte[]> under(String folder, Map<String, byte[]> files) {
    Map<String, byte[]> moved = new LinkedHashMap<>();
    moved.put(folder, new byte[0]);
    files.forEach((name, content) -> moved.put(folder + name, content));
    return moved;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ContentHash hash(String text) {
    return ContentHash.sha256(bytes(text));
  }
}
