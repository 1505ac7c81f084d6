package io.milora.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.base.LlamaConfig;
import io.milora.engine.bench.RandomAdapters;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.testing.Golden;
import io.milora.model.DomainSelect;
import io.milora.model.InvalidInputException;
import io.milora.model.Precision;
import io.milora.model.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxServingEngineTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path cache;

  @Test
  void aSecondStartUsesTheGraphOfTheFirst() throws IOException {
    try (BaseModel base = base()) {
      OnnxServingEngine.open(base, options(Precision.FLOAT32, 16)).close();
      Path folder = onlyFolder();
      FileTime longAgo = FileTime.fromMillis(0);
      Files.setLastModifiedTime(folder.resolve(LlamaGraph.MODEL_FILE), longAgo);
      OnnxServingEngine.open(base, options(Precision.FLOAT32, 16)).close();
      assertThat(onlyFolder()).isEqualTo(folder);
      assertThat(Files.getLastModifiedTime(folder.resolve(LlamaGraph.MODEL_FILE)))
          .isEqualTo(longAgo);
    }
  }

  @Test
  void aGraphThatCannotBeWrittenLeavesNothingBehind() throws IOException {
    try (BaseModel base = base()) {
      LlamaConfig tooDeep = withLayers(base.config(), base.config().layers() + 1);
      assertThatThrownBy(
              () ->
                  new GraphCache(cache, "test")
                      .model(
                          base.hashes().base(),
                          tooDeep,
                          base.weights(),
                          Precision.INT8,
                          PromptGating.INSTANCE))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("model.layers.4");
    }
    try (Stream<Path> left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void eightBitsAreCloseToFloat32ButNotTheSame() {
    int[] prompt = {280, 270, 306, 77, 286, 67, 75, 85, 71, 70};
    try (BaseModel base = base();
        OnnxServingEngine exact = OnnxServingEngine.open(base, options(Precision.FLOAT32, 16));
        OnnxServingEngine rounded = OnnxServingEngine.open(base, options(Precision.INT8, 16))) {
      float[] expected = last(exact, prompt);
      float[] actual = last(rounded, prompt);
      double error = 0;
      for (int i = 0; i < expected.length; i++) {
        error += Math.abs(expected[i] - actual[i]) / expected.length;
      }
      // The logits' standard deviation is 2.4.
      assertThat(error).isBetween(1e-4, 0.2);
    }
  }

  @Test
  void aPromptIsReadAlikeWhicheverAdapterReadTheOneBefore() {
    int[] prompt = {280, 270, 306, 77, 286, 67, 75};
    int[] other = {5, 17, 40};
    try (BaseModel base = base();
        OnnxServingEngine engine = OnnxServingEngine.open(base, options(Precision.INT8, 16))) {
      RandomAdapters random = new RandomAdapters(base.config(), 4);
      List<Adapter> adapters =
          List.of(
              BareBase.INSTANCE,
              random.milora(4, 3, 0.3f),
              random.milora(20, 3, 0.3f),
              random.moa(DomainSelect.VOTE, 0.3f),
              random.lora(4, EnumSet.of(Projection.V), 0.3f));
      List<float[]> alone = new ArrayList<>();
      for (Adapter adapter : adapters) {
        try (OnnxServingEngine own = OnnxServingEngine.open(base, options(Precision.INT8, 16))) {
          alone.add(last(own, prompt, adapter));
        }
      }
      assertThat(alone).doesNotHaveDuplicates();
      for (Adapter before : adapters) {
        for (int i = 0; i < adapters.size(); i++) {
          float[] unused = last(engine, other, before);
          assertThat(last(engine, prompt, adapters.get(i))).isEqualTo(alone.get(i));
          assertThat(last(engine, prompt, adapters.get(i))).isEqualTo(alone.get(i));
        }
      }
    }
  }

  private static float[] last(OnnxServingEngine engine, int[] prompt, Adapter adapter) {
    return engine.prefill(0, prompt, prompt.length, adapter, LogitRows.LAST).logits()[0];
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    try (BaseModel base = base();
        OnnxServingEngine engine = OnnxServingEngine.open(base, options(Precision.FLOAT32, 4))) {
      float[][] logits = new float[1][base.config().vocabulary()];
      refused(() -> last(engine, new int[0]), "at least one");
      refused(() -> last(engine, new int[] {320}), "Token 320", "0 to 319");
      refused(() -> last(engine, new int[5]), "5 tokens", "slot of 4");
      refused(() -> prefill(engine, 2, new int[] {1}, 1), "Slot 2", "0 to 1");
      refused(() -> prefill(engine, 0, new int[] {1}, 2), "prompt length is 2", "1 to 1");
      refused(() -> engine.decode(new int[] {0}, new int[] {1}, logits), "holds no sequence");
      prefill(engine, 0, new int[4], 4);
      refused(() -> engine.decode(new int[] {0}, new int[] {1}, logits), "5 tokens");
      refused(() -> engine.copy(1, 0), "Slot 1 holds no sequence");
    }
  }

  @Test
  void modelsThatTheGraphCannotExpressAreRefused() {
    try (BaseModel base = base()) {
      LlamaConfig c = base.config();
      LlamaConfig odd =
          new LlamaConfig(
              c.hidden(),
              c.intermediate(),
              c.layers(),
              5,
              2,
              24,
              c.vocabulary(),
              c.rmsNormEps(),
              c.tiedHead(),
              false,
              false,
              c.ropeTheta(),
              null,
              512,
              List.of(2));
      assertThatThrownBy(() -> GraphLimits.check(odd, 1024))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll(
              "head_dim is 24", "multiples of 16", "num_key_value_heads is 2", "capacity is 1024");
    }
  }

  @Test
  void optionsOutOfRangeAreRefusedTogether() {
    assertThatThrownBy(() -> new OnnxOptions(cache, 0, 0, Precision.INT8, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("slots is 0", "capacity is 0", "threads is 0");
  }

  private static void refused(Runnable call, String... parts) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  private static float[] last(OnnxServingEngine engine, int[] prompt) {
    return prefill(engine, 0, prompt, prompt.length);
  }

  private static float[] prefill(
      OnnxServingEngine engine, int slot, int[] tokens, int promptLength) {
    return engine.prefill(slot, tokens, promptLength, BareBase.INSTANCE, LogitRows.LAST)
        .logits()[0];
  }

  private static LlamaConfig withLayers(LlamaConfig c, int layers) {
    return new LlamaConfig(
        c.hidden(),
        c.intermediate(),
        layers,
        c.heads(),
        c.kvHeads(),
        c.headDim(),
        c.vocabulary(),
        c.rmsNormEps(),
        c.tiedHead(),
        c.attentionBias(),
        c.outputBias(),
        c.ropeTheta(),
        c.ropeScaling(),
        c.maxPositions(),
        c.endTokens());
  }

  private Path onlyFolder() throws IOException {
    try (Stream<Path> folders = Files.list(cache)) {
      List<Path> all = folders.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  private OnnxOptions options(Precision precision, int capacity) {
    return new OnnxOptions(cache, 2, capacity, precision, 2);
  }

  private static BaseModel base() {
    return BaseModel.open(Golden.path("tiny-llama"));
  }
}
