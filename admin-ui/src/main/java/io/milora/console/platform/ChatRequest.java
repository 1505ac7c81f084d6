package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat to answer piece by piece.
 *
 * @param temperature 0 (greedy) to 2
 * @param seed null for another answer every time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatRequest(
    String model,
    List<ChatMessage> messages,
    int maxCompletionTokens,
    double temperature,
    double topP,
    @Nullable Integer seed,
    boolean stream,
    StreamOptions streamOptions) {

  /** What a stream ends with. */
  public record StreamOptions(boolean includeUsage) {}
}
