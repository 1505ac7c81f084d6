package io.milora.model.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A continued text, or a piece of one: streams use the same shape.
 *
 * @param created seconds since 1970
 * @param model the exact model that answered
 * @param choices one, or none in the piece with the usage
 * @param usage null in the pieces of a stream but the last
 * @param routes an extension, present if asked for
 */
public record Completion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable Usage usage,
    String systemFingerprint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Routes routes) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "text_completion";

  /**
   * The text.
   *
   * @param logprobs always null
   */
  public record Choice(
      String text, int index, @Nullable Object logprobs, @Nullable FinishReason finishReason) {}
}
