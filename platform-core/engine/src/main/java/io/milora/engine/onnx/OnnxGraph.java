package io.milora.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A graph being built ({@code onnx.GraphProto}): a whole model, or a branch of an {@code If}. */
public final class OnnxGraph {
  static final String CONTRIBUTED_DOMAIN = "com.microsoft";

  private static final int IR_VERSION = 9;
  private static final int OPSET = 18;
  private static final int EXTERNAL = 1;

  private final List<ProtobufMessage> nodes = new ArrayList<>();
  private final List<ProtobufMessage> initialisers = new ArrayList<>();
  private final List<ProtobufMessage> inputs = new ArrayList<>();
  private final List<ProtobufMessage> outputs = new ArrayList<>();
  private final Set<String> constants = new HashSet<>();

  /** Adds a node and returns its first output. */
  public String add(OnnxNode node) {
    nodes.add(node.toProtobuf());
    return node.outputs().getFirst();
  }

  public void input(String name, ElementType type, Dimension... shape) {
    inputs.add(value(name, type, shape));
  }

  public void output(String name, ElementType type, Dimension... shape) {
    outputs.add(value(name, type, shape));
  }

  /** An output of a branch: the other branch may give another shape. */
  void branchOutput(String name, ElementType type) {
    outputs.add(value(name, new ProtobufMessage().integer(1, type.number())));
  }

  /** A vector of integers, made once per name. */
  public String integers(String name, long... values) {
    if (constants.add(name)) {
      byte[] raw = new byte[values.length * Long.BYTES];
      littleEndian(raw).asLongBuffer().put(values);
      initialisers.add(tensor(name, ElementType.INT64, values.length).bytes(9, raw));
    }
    return name;
  }

  /** A float tensor given in row-major order, made once per name. */
  public String floats(String name, float[] values, long... shape) {
    if (constants.add(name)) {
      byte[] raw = new byte[values.length * Float.BYTES];
      littleEndian(raw).asFloatBuffer().put(values);
      initialisers.add(tensor(name, ElementType.FLOAT, shape).bytes(9, raw));
    }
    return name;
  }

  /** A tensor whose bytes lie in a file beside the model. */
  String external(String name, ElementType type, WeightFile.Region region, long... shape) {
    initialisers.add(
        tensor(name, type, shape)
            .message(13, entry("location", region.file()))
            .message(13, entry("offset", Long.toString(region.offset())))
            .message(13, entry("length", Long.toString(region.length())))
            .integer(14, EXTERNAL));
    return name;
  }

  ProtobufMessage toProtobuf(String name) {
    ProtobufMessage graph = new ProtobufMessage();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, name);
    initialisers.forEach(initialiser -> graph.message(5, initialiser));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return graph;
  }

  /** The whole file ({@code onnx.ModelProto}). */
  byte[] toModel(String name) {
    return new ProtobufMessage()
        .integer(1, IR_VERSION)
        .message(7, toProtobuf(name))
        .message(8, new ProtobufMessage().text(1, "").integer(2, OPSET))
        .message(8, new ProtobufMessage().text(1, CONTRIBUTED_DOMAIN).integer(2, 1))
        .toBytes();
  }

  private static ProtobufMessage value(String name, ElementType type, Dimension... shape) {
    ProtobufMessage dimensions = new ProtobufMessage();
    for (Dimension dimension : shape) {
      dimensions.message(1, dimension.toProtobuf());
    }
    return value(name, new ProtobufMessage().integer(1, type.number()).message(2, dimensions));
  }

  private static ProtobufMessage value(String name, ProtobufMessage tensorType) {
    return new ProtobufMessage()
        .text(1, name)
        .message(2, new ProtobufMessage().message(1, tensorType));
  }

  private static ProtobufMessage tensor(String name, ElementType type, long... shape) {
    ProtobufMessage tensor = new ProtobufMessage();
    for (long size : shape) {
      tensor.integer(1, size);
    }
    return tensor.integer(2, type.number()).text(8, name);
  }

  private static ProtobufMessage entry(String key, String value) {
    return new ProtobufMessage().text(1, key).text(2, value);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
