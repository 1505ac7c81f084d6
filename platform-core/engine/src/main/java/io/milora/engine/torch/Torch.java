package io.milora.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.milora.model.ComputeDevice;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** The PyTorch engine. It never downloads: its natives come with the program. */
public final class Torch {
  private static final String NAME = "PyTorch";

  private Torch() {}

  /** A manager of native memory; closing it frees everything made from it. */
  public static NDManager newManager() {
    System.setProperty("ai.djl.offline", "true");
    return NDManager.newBaseManager(Device.cpu(), NAME);
  }

  /**
   * The same on a device.
   *
   * @throws InvalidInputException if this program or this machine has no such device
   */
  public static NDManager newManager(ComputeDevice device) {
    return switch (device) {
      case CPU -> newManager();
      case CUDA -> {
        System.setProperty("ai.djl.offline", "true");
        requireGpu(Engine.getEngine(NAME));
        yield NDManager.newBaseManager(Device.gpu(), NAME);
      }
    };
  }

  private static void requireGpu(Engine engine) {
    boolean builtForGpus = engine.hasCapability(StandardCapabilities.CUDA);
    if (!builtForGpus || engine.getGpuCount() == 0) {
      throw new InvalidInputException(
          new Problem(
              "device",
              "unavailable_device",
              "The device is cuda, but %s; allowed here: cpu."
                  .formatted(
                      builtForGpus
                          ? "PyTorch sees no NVIDIA GPU; give the process one, and its driver"
                          : "this PyTorch is for CPUs; name one for GPUs with PYTORCH_LIBRARY_PATH")));
    }
  }

  /** The native library's version. */
  static String version() {
    return Engine.getEngine(NAME).getVersion();
  }

  /**
   * How many threads an operation may use that the calling thread starts; threads that never said
   * so use what was last said in the process.
   */
  public static void setThreads(int threads) {
    // A thread takes over what was last said in the process when PyTorch first looks at it, even
    // after it said a number of its own. So it looks now: with other threads sums have other bits.
    int unused = JniUtils.getNumThreads();
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
