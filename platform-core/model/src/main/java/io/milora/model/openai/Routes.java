package io.milora.model.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the adapter's routers decided for a request; an extension, sent if the request asks with the
 * header {@code x-milora-routes: true}.
 *
 * @param modules names of the columns
 * @param gates [layers][7], the strength of each module's pair, 0 where it is off
 * @param probabilities [layers][7], what MiLoRA's routers said, or null for other methods
 * @param domains what a Mixture-of-LoRAs chose, or null for other methods
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record Routes(
    List<String> modules,
    float[][] gates,
    float @Nullable [][] probabilities,
    @Nullable Domains domains) {

  /**
   * What the routers of a Mixture-of-LoRAs said about the prompt.
   *
   * @param names of the columns
   * @param logProbabilities [layers][domains], natural logarithms
   * @param used the domain that each layer uses for the whole request
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  public record Domains(List<String> names, float[][] logProbabilities, List<String> used) {}
}
