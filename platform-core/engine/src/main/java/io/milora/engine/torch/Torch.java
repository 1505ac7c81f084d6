package io.milora.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The PyTorch engine. It never downloads: its natives come with the program. */
public final class Torch {
  private Torch() {}

  /** A manager of native memory; closing it frees everything made from it. */
  public static NDManager newManager() {
    System.setProperty("ai.djl.offline", "true");
    return NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  /** The native library's version. */
  static String version() {
    return Engine.getEngine("PyTorch").getVersion();
  }

  /**
   * How many threads an operation may use that the calling thread starts; threads that never said
   * so use what was last said in the process.
   */
  public static void setThreads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  /** A float32 tensor. */
  public static NDArray floats(NDManager manager, float[] values, long... shape) {
    // The copy lies where PyTorch's allocator aligns it. Kernels sum in another order where memory
    // is aligned otherwise, and a resumed run has to give the same bits.
    try (NDArray unaligned = manager.create(FloatBuffer.wrap(values), new Shape(shape))) {
      return unaligned.duplicate();
    }
  }

  /** A matrix row by row. */
  static float[][] rows(NDArray matrix) {
    int columns = Math.toIntExact(matrix.getShape().get(1));
    float[] all = matrix.toFloatArray();
    float[][] rows = new float[all.length / columns][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
    }
    return rows;
  }
}
