package io.milora.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The float32 tensors of a golden safetensors file, which may hold integers beside them; the
 * product's reader takes weights only.
 */
public final class GoldenTensors {
  private final JsonNode header;
  private final ByteBuffer data;

  private GoldenTensors(JsonNode header, ByteBuffer data) {
    this.header = header;
    this.data = data;
  }

  static GoldenTensors open(Path file) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] json = new byte[Math.toIntExact(bytes.getLong())];
      bytes.get(json);
      return new GoldenTensors(
          new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8)),
          bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String name) {
    return header.has(name);
  }

  /** A tensor's values, row-major. */
  public float[] read(String name) {
    JsonNode tensor = header.path(name);
    if (!tensor.path("dtype").asText().equals("F32")) {
      throw new IllegalArgumentException("No float32 tensor " + name);
    }
    int start = tensor.path("data_offsets").path(0).intValue();
    int end = tensor.path("data_offsets").path(1).intValue();
    float[] values = new float[(end - start) / Float.BYTES];
    data.slice(start, end - start).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
