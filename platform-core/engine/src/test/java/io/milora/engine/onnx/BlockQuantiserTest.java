package io.milora.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockQuantiserTest {
  @Test
  void everyWeightIsWithinHalfAStepAndTheLargestIsExact() {
    Random random = new Random(7);
    float[] weights = new float[4 * BlockQuantiser.BLOCK];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian() / 50;
    }
    weights[5] = 0.3f;
    weights[40] = -0.4f;
    ByteBuffer codes = ByteBuffer.allocate(weights.length);
    FloatBuffer scales = FloatBuffer.allocate(4);
    BlockQuantiser.quantise(FloatBuffer.wrap(weights), codes, scales);
    for (int i = 0; i < weights.length; i++) {
      float scale = scales.get(i / BlockQuantiser.BLOCK);
      float restored = ((codes.get(i) & 0xFF) - 128) * scale;
      assertThat(restored).isCloseTo(weights[i], within(Math.abs(scale) * 0.501f));
    }
    assertThat((codes.get(5) & 0xFF) - 128).isEqualTo(-128);
    assertThat(-128 * scales.get(0)).isEqualTo(0.3f);
    assertThat(-128 * scales.get(1)).isEqualTo(-0.4f);
  }

  @Test
  void aBlockOfZerosStaysZero() {
    ByteBuffer codes = ByteBuffer.allocate(BlockQuantiser.BLOCK);
    FloatBuffer scales = FloatBuffer.allocate(1);
    BlockQuantiser.quantise(FloatBuffer.allocate(BlockQuantiser.BLOCK), codes, scales);
    assertThat(scales.get(0)).isEqualTo(1);
    assertThat(codes.get(0) & 0xFF).isEqualTo(128);
  }
}
