package io.milora.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockQuantiserTest {
  @ParameterizedTest
  @ValueSource(ints = {32, 64})
  void everyWeightIsWithinHalfAStepAndTheLargestIsExact(int block) {
    Random random = new Random(7);
    float[] weights = new float[4 * block];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() / 50;
    }
    weights[5] = 0.3f;
    weights[block + 8] = -0.4f;
    ByteBuffer codes = ByteBuffer.allocate(weights.length);
    FloatBuffer scales = FloatBuffer.allocate(4);
    BlockQuantiser.quantise(FloatBuffer.wrap(weights), block, codes, scales);
    for (int i = 0; i < weights.length; i++) {
      float scale = scales.get(i / block);
      float restored = ((codes.get(i) & 0xFF) - 128) * scale;
      assertThat(restored).isCloseTo(weights[i], within(Math.abs(scale) * 0.501f));
    }
    assertThat((codes.get(5) & 0xFF) - 128).isEqualTo(-128);
    assertThat(-128 * scales.get(0)).isEqualTo(0.3f);
    assertThat(-128 * scales.get(1)).isEqualTo(-0.4f);
  }

  @Test
  void aBlockOfZerosStaysZero() {
    ByteBuffer codes = ByteBuffer.allocate(32);
    FloatBuffer scales = FloatBuffer.allocate(1);
    BlockQuantiser.quantise(FloatBuffer.allocate(32), 32, codes, scales);
    assertThat(scales.get(0)).isEqualTo(1);
    assertThat(codes.get(0) & 0xFF).isEqualTo(128);
  }
}
