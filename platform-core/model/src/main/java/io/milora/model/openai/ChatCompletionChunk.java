package io.milora.model.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a streamed answer.
 *
 * @param choices one, or none in the piece with the usage
 * @param usage in the last piece, if asked for
 * @param routes an extension, present in the first piece if asked for
 */
public record ChatCompletionChunk(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    @Nullable Usage usage,
    String systemFingerprint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Routes routes) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "chat.completion.chunk";

  /** What is new. */
  public record Choice(
      int index, Delta delta, @Nullable FinishReason finishReason, @Nullable Logprobs logprobs) {}

  /** The new part of the message. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Delta(@Nullable Role role, @Nullable String content) {}
}
