package io.milora.inferenceworker.answer;

import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one kind of request is answered, whole or in pieces. */
sealed interface AnswerShape permits ChatShape, CompletionShape {
  /**
   * One of a request's answers, complete.
   *
   * @param logprobs of its tokens, if asked for
   */
  record Choice(String text, FinishReason reason, @Nullable Logprobs logprobs) {}

  /** All answers, whole. */
  Object whole(List<Choice> choices, Usage usage, @Nullable Routes routes);

  /** Pieces before the first text. */
  List<Object> opening(int choices, @Nullable Routes routes);

  /** A piece with text of a choice. */
  Object piece(int choice, String text, @Nullable Logprobs logprobs);

  /** The piece that says why a choice's text ended. */
  Object closing(int choice, FinishReason reason);

  /** The piece with the usage. */
  Object usage(Usage usage);
}
