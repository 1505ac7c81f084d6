package io.milora.model.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer to a chat.
 *
 * @param created seconds since 1970
 * @param model the exact model that answered
 * @param systemFingerprint program and adapter; equal ones with equal seeds answer alike
 * @param routes an extension, present if asked for
 */
public record ChatCompletion(
    String id,
    String object,
    long created,
    String model,
    List<Choice> choices,
    Usage usage,
    String systemFingerprint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Routes routes) {

  /** The value of {@link #object()}. */
  public static final String OBJECT = "chat.completion";

  /** The answer. */
  public record Choice(
      int index, Message message, FinishReason finishReason, @Nullable Logprobs logprobs) {}

  /** What the assistant says. */
  public record Message(Role role, String content, @Nullable String refusal) {
    /** The assistant's. */
    public static Message of(String content) {
      return new Message(Role.ASSISTANT, content, null);
    }
  }
}
