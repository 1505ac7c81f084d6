package io.milora.engine.onnx;

/** Element types of tensors, with their numbers in {@code onnx.TensorProto.DataType}. */
public enum ElementType {
  FLOAT(1),
  UINT8(2),
  INT32(6),
  INT64(7),
  BOOL(9);

  private final int number;

  ElementType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
