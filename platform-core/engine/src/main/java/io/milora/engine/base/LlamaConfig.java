package io.milora.engine.base;

import io.milora.model.BaseDefaults;
import io.milora.model.BaseShape;
import io.milora.model.Projection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a Llama-family decoder.
 *
 * @param hidden d, width of the residual stream
 * @param intermediate width of the feed-forward part
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key-value heads; divides heads
 * @param headDim width of a head
 * @param vocabulary V, number of tokens
 * @param rmsNormEps epsilon of every RMS norm
 * @param tiedHead whether the head is the transposed embedding
 * @param attentionBias whether q, k and v have a bias (Qwen2)
 * @param outputBias whether o has a bias (Llama's attention_bias)
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how they are stretched, or null
 * @param maxPositions longest context, tokens
 * @param endTokens ids that end a response; the first is the one that training appends
 */
public record LlamaConfig(
    int hidden,
    int intermediate,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    double rmsNormEps,
    boolean tiedHead,
    boolean attentionBias,
    boolean outputBias,
    double ropeTheta,
    @Nullable RopeScaling ropeScaling,
    int maxPositions,
    List<Integer> endTokens) {

  public LlamaConfig {
    endTokens = List.copyOf(endTokens);
  }

  /** The same, with this end token before the others. */
  LlamaConfig withFirstEndToken(int token) {
    List<Integer> tokens = Stream.concat(Stream.of(token), endTokens.stream()).distinct().toList();
    return new LlamaConfig(
        hidden,
        intermediate,
        layers,
        heads,
        kvHeads,
        headDim,
        vocabulary,
        rmsNormEps,
        tiedHead,
        attentionBias,
        outputBias,
        ropeTheta,
        ropeScaling,
        maxPositions,
        tokens);
  }

  /**
   * What suits training on a base of this size (METHODS.md, defaults for training): the paper's
   * rank 32 and rate 1e-4 from 2,048 hidden units on; small bases want a smaller rank and a larger
   * rate.
   */
  public BaseDefaults trainingDefaults() {
    int maxLength = Math.min(768, maxPositions);
    return hidden < 2048
        ? new BaseDefaults(8, 2e-3, maxLength)
        : new BaseDefaults(32, 1e-4, maxLength);
  }

  /** The widths that adapters must fit. */
  public BaseShape shape() {
    return new BaseShape(
        layers, hidden, intermediate, heads * headDim, kvHeads * headDim, vocabulary);
  }

  /** d_in of a module. */
  public int in(Projection projection) {
    return shape().in(projection);
  }

  /** d_out of a module. */
  public int out(Projection projection) {
    return shape().out(projection);
  }
}
