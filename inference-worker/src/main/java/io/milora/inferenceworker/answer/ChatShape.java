package io.milora.inferenceworker.answer;

import io.milora.model.Role;
import io.milora.model.openai.ChatCompletion;
import io.milora.model.openai.ChatCompletionChunk;
import io.milora.model.openai.ChatCompletionChunk.Delta;
import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/chat/completions}. */
record ChatShape(Heading heading) implements AnswerShape {
  @Override
  public ChatCompletion whole(
      String text,
      FinishReason reason,
      Usage usage,
      @Nullable Logprobs logprobs,
      @Nullable Routes routes) {
    return new ChatCompletion(
        heading.id(),
        ChatCompletion.OBJECT,
        heading.created(),
        heading.model(),
        List.of(new ChatCompletion.Choice(0, ChatCompletion.Message.of(text), reason, logprobs)),
        usage,
        heading.fingerprint(),
        routes);
  }

  @Override
  public List<Object> opening(@Nullable Routes routes) {
    return List.of(chunk(new Delta(Role.ASSISTANT, ""), null, null, routes));
  }

  @Override
  public ChatCompletionChunk piece(String text, @Nullable Logprobs logprobs) {
    return chunk(new Delta(null, text), null, logprobs, null);
  }

  @Override
  public ChatCompletionChunk closing(FinishReason reason) {
    return chunk(new Delta(null, null), reason, null, null);
  }

  @Override
  public ChatCompletionChunk usage(Usage usage) {
    return chunk(List.of(), usage, null);
  }

  private ChatCompletionChunk chunk(
      Delta delta,
      @Nullable FinishReason reason,
      @Nullable Logprobs logprobs,
      @Nullable Routes routes) {
    return chunk(List.of(new ChatCompletionChunk.Choice(0, delta, reason, logprobs)), null, routes);
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
