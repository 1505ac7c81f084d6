package io.milora.engine.base;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a GGUF file under Hugging Face's names and in Hugging Face's order of rows: files
 * of the llama architecture hold the rows of q and k interleaved for their kind of rotary embedding
 * (row 2 i + a of a head is Hugging Face's row a headDim / 2 + i).
 */
final class GgufWeights implements WeightSource {
  private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\.([a-z_]+)\\.(weight|bias)");
  private static final Map<String, String> MODULES =
      Map.of(
          "attn_norm", "input_layernorm",
          "ffn_norm", "post_attention_layernorm",
          "attn_q", "self_attn.q_proj",
          "attn_k", "self_attn.k_proj",
          "attn_v", "self_attn.v_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_gate", "mlp.gate_proj",
          "ffn_up", "mlp.up_proj",
          "ffn_down", "mlp.down_proj");
  private static final Map<String, String> OUTSIDE_LAYERS =
      Map.of(
          "token_embd.weight", "model.embed_tokens.weight",
          "output_norm.weight", "model.norm.weight",
          "output.weight", "lm_head.weight");

  private final GgufFile file;
  private final LlamaConfig config;
  private final boolean interleaved;
  private final Map<String, MappedTensor> tensors;

  /**
   * Over an open file, which it owns from now on.
   *
   * @throws InvalidInputException with all tensors that have no name in a Llama-family decoder
   */
  GgufWeights(GgufFile file, LlamaConfig config) {
    this.file = file;
    this.config = config;
    this.interleaved = "llama".equals(file.metadata().get("general.architecture"));
    this.tensors = Collections.unmodifiableMap(renamed(file));
  }

  private static Map<String, MappedTensor> renamed(GgufFile file) {
    Map<String, MappedTensor> renamed = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              String huggingFace = huggingFaceName(name);
              if (huggingFace == null) {
                problems.add(
                    Problem.brokenFile(file.path(), "tensor " + name + " is not supported."));
              } else {
                renamed.put(huggingFace, tensor);
              }
            });
    InvalidInputException.throwIfAny(problems);
    return renamed;
  }

  private static @Nullable String huggingFaceName(String name) {
    Matcher layer = LAYER.matcher(name);
    if (!layer.matches()) {
      return OUTSIDE_LAYERS.get(name);
    }
    String module = MODULES.get(layer.group(2));
    return module == null
        ? null
        : "model.layers.%s.%s.%s".formatted(layer.group(1), module, layer.group(3));
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public void read(String name, FloatBuffer target) {
    MappedTensor tensor = tensor(name);
    if (interleaved && (name.contains(".q_proj.") || name.contains(".k_proj."))) {
      readInterleaved(tensor, target);
    } else {
      tensor.read(0, tensor.elements(), target);
    }
  }

  private void readInterleaved(MappedTensor tensor, FloatBuffer target) {
    int headDim = config.headDim();
    long rows = tensor.shape()[0];
    long width = tensor.elements() / rows;
    for (long row = 0; row < rows; row++) {
      long inHead = row % headDim;
      long half = headDim / 2;
      long stored = row - inHead + 2 * (inHead % half) + inHead / half;
      tensor.read(stored * width, width, target);
    }
  }

  private MappedTensor tensor(String name) {
    MappedTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException(Problem.brokenFile(file.path(), "no tensor " + name + "."));
    }
    return tensor;
  }

  @Override
  public void close() {
    file.close();
  }
}
