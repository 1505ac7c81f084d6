package io.milora.inferenceworker.answer;

import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an answer together from its tokens. Not thread-safe. */
final class WholeChoice {
  private final boolean withLogprobs;
  private final StringBuilder text = new StringBuilder();
  private final List<Logprobs.Token> logprobs = new ArrayList<>();
  private FinishReason reason = FinishReason.LENGTH;

  WholeChoice(boolean withLogprobs) {
    this.withLogprobs = withLogprobs;
  }

  void add(Token token, Logprobs.@Nullable Token shown) {
    text.append(token.text());
    if (shown != null) {
      logprobs.add(shown);
    }
    if (token.end() != null) {
      reason = reason(token.end());
    }
  }

  AnswerShape.Choice done() {
    return new AnswerShape.Choice(
        text.toString(), reason, withLogprobs ? Logprobs.of(logprobs) : null);
  }

  /** In the API's words. */
  static FinishReason reason(io.milora.engine.batch.FinishReason reason) {
    return switch (reason) {
      case STOP -> FinishReason.STOP;
      case LENGTH -> FinishReason.LENGTH;
    };
  }
}
