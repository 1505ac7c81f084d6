package io.milora.inferenceworker.answer;

import io.milora.model.Role;
import io.milora.model.openai.ChatCompletion;
import io.milora.model.openai.ChatCompletionChunk;
import io.milora.model.openai.ChatCompletionChunk.Delta;
import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/chat/completions}. */
record ChatShape(Heading heading) implements AnswerShape {
  @Override
  public ChatCompletion whole(List<Choice> choices, Usage usage, @Nullable Routes routes) {
    List<ChatCompletion.Choice> shown = new ArrayList<>();
    for (Choice choice : choices) {
      shown.add(
          new ChatCompletion.Choice(
              shown.size(),
              ChatCompletion.Message.of(choice.text()),
              choice.reason(),
              choice.logprobs()));
    }
    return new ChatCompletion(
        heading.id(),
        ChatCompletion.OBJECT,
        heading.created(),
        heading.model(),
        shown,
        usage,
        heading.fingerprint(),
        routes);
  }

  @Override
  public List<Object> opening(int choices, @Nullable Routes routes) {
    List<Object> pieces = new ArrayList<>();
    for (int choice = 0; choice < choices; choice++) {
      Delta delta = new Delta(Role.ASSISTANT, "");
      pieces.add(chunk(choice, delta, null, null, choice == 0 ? routes : null));
    }
    return pieces;
  }

  @Override
  public ChatCompletionChunk piece(int choice, String text, @Nullable Logprobs logprobs) {
    return chunk(choice, new Delta(null, text), null, logprobs, null);
  }

  @Override
  public ChatCompletionChunk closing(int choice, FinishReason reason) {
    return chunk(choice, new Delta(null, null), reason, null, null);
  }

  @Override
  public ChatCompletionChunk usage(Usage usage) {
    return chunk(List.of(), usage, null);
  }

  private ChatCompletionChunk chunk(
      int choice,
      Delta delta,
      @Nullable FinishReason reason,
      @Nullable Logprobs logprobs,
      @Nullable Routes routes) {
    return chunk(
        List.of(new ChatCompletionChunk.Choice(choice, delta, reason, logprobs)), null, routes);
  }

  private ChatCompletionChunk chunk(
      List<ChatCompletionChunk.Choice> choices, @Nullable Usage usage, @Nullable Routes routes) {
    return new ChatCompletionChunk(
        heading.id(),
        ChatCompletionChunk.OBJECT,
        heading.created(),
        heading.model(),
        choices,
        usage,
        heading.fingerprint(),
        routes);
  }
}
