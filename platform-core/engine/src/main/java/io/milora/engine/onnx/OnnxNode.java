package io.milora.engine.onnx;

import java.util.ArrayList;
import java.util.List;

/** One operator call in a graph ({@code onnx.NodeProto}). An empty name is an input not given. */
public final class OnnxNode {
  private static final int FLOAT_ATTRIBUTE = 1;
  private static final int INTEGER_ATTRIBUTE = 2;
  private static final int TEXT_ATTRIBUTE = 3;
  private static final int GRAPH_ATTRIBUTE = 5;
  private static final int INTEGERS_ATTRIBUTE = 7;

  private final String operator;
  private final String domain;
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<ProtobufMessage> attributes = new ArrayList<>();

  private OnnxNode(String operator, String domain) {
    this.operator = operator;
    this.domain = domain;
  }

  /** An operator of the ONNX standard. */
  public static OnnxNode standard(String operator) {
    return new OnnxNode(operator, "");
  }

  /** An operator that ONNX Runtime contributes. */
  static OnnxNode contributed(String operator) {
    return new OnnxNode(operator, OnnxGraph.CONTRIBUTED_DOMAIN);
  }

  public OnnxNode in(String... names) {
    inputs.addAll(List.of(names));
    return this;
  }

  public OnnxNode out(String... names) {
    outputs.addAll(List.of(names));
    return this;
  }

  public OnnxNode with(String name, long value) {
    return attribute(name, INTEGER_ATTRIBUTE, new ProtobufMessage().integer(3, value));
  }

  OnnxNode with(String name, float value) {
    return attribute(name, FLOAT_ATTRIBUTE, new ProtobufMessage().real(2, value));
  }

  OnnxNode with(String name, OnnxGraph branch) {
    return attribute(
        name, GRAPH_ATTRIBUTE, new ProtobufMessage().message(6, branch.toProtobuf(name)));
  }

  OnnxNode withAll(String name, long... values) {
    ProtobufMessage all = new ProtobufMessage();
    for (long value : values) {
      all.integer(8, value);
    }
    return attribute(name, INTEGERS_ATTRIBUTE, all);
  }

  OnnxNode withText(String name, String value) {
    return attribute(name, TEXT_ATTRIBUTE, new ProtobufMessage().text(4, value));
  }

  List<String> outputs() {
    return outputs;
  }

  ProtobufMessage toProtobuf() {
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(name -> node.text(1, name));
    outputs.forEach(name -> node.text(2, name));
    node.text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute));
    return node.text(7, domain);
  }

  private OnnxNode attribute(String name, int type, ProtobufMessage value) {
    attributes.add(value.text(1, name).integer(20, type));
    return this;
  }
}
