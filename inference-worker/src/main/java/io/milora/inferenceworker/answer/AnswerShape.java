package io.milora.inferenceworker.answer;

import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one kind of request is answered, whole or in pieces. */
sealed interface AnswerShape permits ChatShape, CompletionShape {
  /** The whole answer. */
  Object whole(
      String text,
      FinishReason reason,
      Usage usage,
      @Nullable Logprobs logprobs,
      @Nullable Routes routes);

  /** Pieces before the first text. */
  List<Object> opening(@Nullable Routes routes);

  /** A piece with text. */
  Object piece(String text, @Nullable Logprobs logprobs);

  /** The piece that says why the text ended. */
  Object closing(FinishReason reason);

  /** The piece with the usage. */
  Object usage(Usage usage);
}
