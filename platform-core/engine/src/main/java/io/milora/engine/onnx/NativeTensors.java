package io.milora.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Named tensors over native memory that live and end together. Memory starts as zeros and is filled
 * through the buffers returned; the runtime reads and writes it without copying.
 */
public final class NativeTensors implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final OrtEnvironment environment = OnnxRuntime.ENVIRONMENT;
  private final Arena arena;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  private NativeTensors(Arena arena) {
    this.arena = arena;
  }

  /** For any thread, as the engine may be opened on one thread and used on another. */
  public NativeTensors() {
    this(Arena.ofShared());
  }

  /** For the calling thread alone: their end takes no agreement of all threads. */
  static NativeTensors ofThisThread() {
    return new NativeTensors(Arena.ofConfined());
  }

  public FloatBuffer floats(String name, long... shape) {
    FloatBuffer buffer = allocate(shape, Float.BYTES).asFloatBuffer();
    view(name, buffer, shape);
    return buffer;
  }

  public LongBuffer longs(String name, long... shape) {
    LongBuffer buffer = allocate(shape, Long.BYTES).asLongBuffer();
    register(name, () -> OnnxTensor.createTensor(environment, buffer, shape));
    return buffer;
  }

  IntBuffer integers(String name, long... shape) {
    IntBuffer buffer = allocate(shape, Integer.BYTES).asIntBuffer();
    register(name, () -> OnnxTensor.createTensor(environment, buffer, shape));
    return buffer;
  }

  void flag(String name, boolean value) {
    long[] scalar = {};
    ByteBuffer buffer = allocate(scalar, Byte.BYTES).put(0, (byte) (value ? 1 : 0));
    register(name, () -> OnnxTensor.createTensor(environment, buffer, scalar, OnnxJavaType.BOOL));
  }

  /** A tensor over memory that somebody else owns, and that outlives this. */
  void view(String name, FloatBuffer memory, long... shape) {
    register(name, () -> OnnxTensor.createTensor(environment, memory, shape));
  }

  /** Another tensor over the same memory, whole, from its beginning. */
  void view(String name, LongBuffer memory, long... shape) {
    register(name, () -> OnnxTensor.createTensor(environment, memory, shape));
  }

  /** All tensors; valid until this is closed. */
  Map<String, OnnxTensor> byName() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    tensors.clear();
    arena.close();
  }

  private ByteBuffer allocate(long[] shape, int elementBytes) {
    long bytes = elementBytes;
    for (long size : shape) {
      bytes *= size;
    }
    // One byte at least: a tensor without elements needs an address, too.
    return arena
        .allocate(Math.max(bytes, 1), ALIGNMENT)
        .asByteBuffer()
        .limit(Math.toIntExact(bytes))
        .order(ByteOrder.nativeOrder());
  }

  private void register(String name, Creation creation) {
    try {
      OnnxTensor earlier = tensors.put(name, creation.create());
      if (earlier != null) {
        earlier.close();
        throw new IllegalStateException("There are two tensors named " + name);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refused tensor " + name, e);
    }
  }

  @FunctionalInterface
  private interface Creation {
    OnnxTensor create() throws OrtException;
  }
}
