package io.milora.engine.bench.moelora;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.TensorReader;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An adapter as a folder: {@code adapter.json} with the settings, and {@code adapter.safetensors}
 * with A [d_in, r / E] and B [r / E, d_out] of every expert and the router [d_in, E] of every
 * module.
 */
public final class MoeLoraFolder {
  private static final String SETTINGS = "adapter.json";
  private static final String WEIGHTS = "adapter.safetensors";
  private static final String METHOD = "moelora";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private record Content(String method, String base, Settings settings) {}

  private record Settings(int r, double alpha, int experts, int k) {
    MoeLoraSettings method() {
      return new MoeLoraSettings(
          new LoraSettings(r, alpha, 0, EnumSet.allOf(Projection.class)), experts, k);
    }
  }

  private MoeLoraFolder() {}

  /**
   * Reads an adapter for a base model.
   *
   * @throws InvalidInputException if the settings cannot be used, or with all tensors that are
   *     missing, unknown or misshapen
   */
  public static MoeLoraAdapter read(Path folder, LlamaConfig base) {
    MoeLoraSettings settings = settings(folder.resolve(SETTINGS));
    int rank = settings.expertRank();
    Map<String, float[]> values = new HashMap<>();
    try (TensorReader tensors = new TensorReader(folder.resolve(WEIGHTS))) {
      for (int layer = 0; layer < base.layers(); layer++) {
        for (Projection module : Projection.values()) {
          String name = MoeLoraLayout.name(layer, module);
          float[][] a = new float[settings.experts()][];
          float[][] b = new float[settings.experts()][];
          for (int e = 0; e < settings.experts(); e++) {
            a[e] = tensors.read(expert(name, e) + ".A", base.in(module), rank);
            b[e] = tensors.read(expert(name, e) + ".B", rank, base.out(module));
          }
          values.put(name + ".A", joined(a, base.in(module)));
          values.put(name + ".B", joined(b, 1));
          values.put(
              name + ".router.weight",
              tensors.read(name + ".router.weight", base.in(module), settings.experts()));
        }
      }
      tensors.finish();
    }
    return new MoeLoraLayout(settings, base).adapter(values);
  }

  private static MoeLoraSettings settings(Path file) {
    Content content;
    try {
      content = JSON.readValue(Files.readAllBytes(file), Content.class);
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, "are no settings of MOELoRA: " + e.getMessage()));
    }
    if (!METHOD.equals(content.method())) {
      throw new InvalidInputException(Problem.unknown("method", content.method(), METHOD));
    }
    return content.settings().method();
  }

  /**
   * Writes an adapter. Equal adapters give equal bytes.
   *
   * @param folder must not exist, or be empty; its parent must exist
   * @param baseModel name of the base model
   * @throws IOException if the disk is full or the folder cannot be written
   */
  public static void write(Path folder, MoeLoraAdapter adapter, LlamaConfig base, String baseModel)
      throws IOException {
    MoeLoraSettings settings = adapter.settings();
    LoraSettings lora = settings.lora();
    Settings written = new Settings(lora.rank(), lora.alpha(), settings.experts(), settings.kept());
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(SETTINGS),
        JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(new Content(METHOD, baseModel, written))
            + "\n");
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors(adapter, base), Map.of());
  }

  /** What the weights' file holds. */
  static Map<String, FloatTensor> tensors(MoeLoraAdapter adapter, LlamaConfig base) {
    MoeLoraSettings settings = adapter.settings();
    int rank = settings.expertRank();
    Map<String, FloatTensor> tensors = new HashMap<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      for (Projection module : Projection.values()) {
        String name = MoeLoraLayout.name(layer, module);
        LowRankPair pair = Objects.requireNonNull(adapter.pairs().pair(layer, module));
        float[][] a = cut(pair.a(), pair.in(), settings.experts());
        float[][] b = cut(pair.b(), 1, settings.experts());
        for (int e = 0; e < settings.experts(); e++) {
          tensors.put(expert(name, e) + ".A", FloatTensor.of(a[e], pair.in(), rank));
          tensors.put(expert(name, e) + ".B", FloatTensor.of(b[e], rank, pair.out()));
        }
        tensors.put(
            name + ".router.weight",
            FloatTensor.of(adapter.router(layer, module), pair.in(), settings.experts()));
      }
    }
    return tensors;
  }

  private static String expert(String module, int expert) {
    return module + ".experts." + expert;
  }

  /** One matrix of matrices with as many rows, side by side. */
  private static float[] joined(float[][] parts, int rows) {
    int width = parts[0].length / rows;
    float[] whole = new float[parts.length * parts[0].length];
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < parts.length; part++) {
        int start = (row * parts.length + part) * width;
        System.arraycopy(parts[part], row * width, whole, start, width);
      }
    }
    return whole;
  }

  /** What {@link #joined} joined. */
  private static float[][] cut(float[] whole, int rows, int count) {
    int width = whole.length / rows / count;
    float[][] parts = new float[count][rows * width];
    for (int row = 0; row < rows; row++) {
      for (int part = 0; part < count; part++) {
        int start = (row * count + part) * width;
        System.arraycopy(whole, start, parts[part], row * width, width);
      }
    }
    return parts;
  }
}
