package io.milora.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A loaded graph. */
final class OnnxSession implements AutoCloseable {
  /**
   * How long a thread looks for more work before it sleeps, microseconds. A step has more than a
   * hundred parallel sections with less than this between them, and waking a sleeper takes longer.
   */
  private static final int SPIN = 50;

  private final OrtSession session;

  OnnxSession(Path model, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "1");
      options.addConfigEntry("session.intra_op.spin_duration_us", Integer.toString(SPIN));
      // Between runs nobody spins: the processors are others'.
      options.addConfigEntry("session.force_spinning_stop", "1");
      session = OnnxRuntime.ENVIRONMENT.createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot load " + model, e);
    }
  }

  static String runtimeVersion() {
    return OnnxRuntime.ENVIRONMENT.getVersion();
  }

  /** Runs the graph; outputs are written to the memory of the tensors given for them. */
  void run(Iterable<NativeTensors> inputs, Iterable<NativeTensors> outputs) {
    try (OrtSession.Result result = session.run(merge(inputs), Set.of(), merge(outputs))) {
      if (result.size() == 0) {
        throw new IllegalStateException("The graph has no outputs.");
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed in a run", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close its session", e);
    }
  }

  private static Map<String, OnnxTensor> merge(Iterable<NativeTensors> groups) {
    Map<String, OnnxTensor> all = HashMap.newHashMap(1024);
    groups.forEach(group -> all.putAll(group.byName()));
    return all;
  }
}
