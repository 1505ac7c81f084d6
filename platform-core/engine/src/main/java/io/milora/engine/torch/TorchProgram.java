package io.milora.engine.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A TorchScript program made of resource files of this package; a call of one of its methods is one
 * crossing into native code, however much it computes. Holds no weights. Thread-safe.
 */
public final class TorchProgram implements AutoCloseable {
  private final PtSymbolBlock module;

  private TorchProgram(PtSymbolBlock module) {
    this.module = module;
  }

  /**
   * Loads a program.
   *
   * @param manager owns its native memory
   * @param files names beside this class, for instance {@code llama.py}; together one module
   */
  public static TorchProgram load(NDManager manager, String... files) {
    StringBuilder methods = new StringBuilder();
    for (String file : files) {
      methods.append(read(file)).append('\n');
    }
    byte[] archive = TorchScriptArchive.of(methods.toString());
    try {
      return new TorchProgram(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String file) {
    try (InputStream in = TorchProgram.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("No program " + file + " beside " + TorchProgram.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a call of a method; the results belong to {@code results}. */
  public Call call(String method, NDManager results) {
    return new Call(method, results);
  }

  @Override
  public void close() {
    module.close();
  }

  /** Collects the arguments of one call, in the order in which the method declares them. */
  public final class Call {
    private final NDManager results;
    private final NDList arguments = new NDList();

    private Call(String method, NDManager results) {
      this.results = results;
      NDArray marker = results.create(0f);
      marker.setName("module_method:" + method);
      arguments.add(marker);
    }

    /** A {@code Tensor}; it must belong to no list. */
    public Call with(NDArray tensor) {
      arguments.add(tensor);
      return this;
    }

    /** A {@code List[Tensor]}. */
    public Call with(TensorList list) {
      list.addTo(arguments);
      return this;
    }

    /** A {@code Tensor} of int64. */
    public Call with(long... numbers) {
      return with(results.create(numbers));
    }

    /** A {@code Tensor} of float64. */
    public Call with(double... numbers) {
      return with(results.create(numbers));
    }

    /** A {@code Tensor} of bool [rows, columns]. */
    public Call with(boolean[] flags, int columns) {
      return with(results.create(flags, new Shape(flags.length / columns, columns)));
    }

    /** A {@code Tensor} of int64 [rows, columns]. */
    public Call with(long[] numbers, int columns) {
      return with(results.create(numbers, new Shape(numbers.length / columns, columns)));
    }

    /** Runs without recording gradients. */
    public NDList run() {
      return run(false);
    }

    /** Runs so that the method can ask for gradients. */
    public NDList runDifferentiable() {
      return run(true);
    }

    private NDList run(boolean gradients) {
      boolean before = JniUtils.isGradMode();
      // Both are settings of the calling thread. Without the profiling executor a program costs
      // the same at the first call and for every shape.
      JniUtils.setGraphExecutorOptimize(false);
      JniUtils.setGradMode(gradients);
      try {
        return IValueUtils.forward(module, arguments, true);
      } finally {
        JniUtils.setGradMode(before);
      }
    }
  }
}
