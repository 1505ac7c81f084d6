package io.milora.inferenceworker.answer;

import io.milora.model.openai.Completion;
import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/completions}. */
record CompletionShape(Heading heading) implements AnswerShape {
  @Override
  public Completion whole(
      String text,
      FinishReason reason,
      Usage usage,
      @Nullable Logprobs logprobs,
      @Nullable Routes routes) {
    return completion(choice(text, reason), usage, routes);
  }

  @Override
  public List<Object> opening(@Nullable Routes routes) {
    return routes == null ? List.of() : List.of(completion(choice("", null), null, routes));
  }

  @Override
  public Completion piece(String text, @Nullable Logprobs logprobs) {
    return completion(choice(text, null), null, null);
  }

  @Override
  public Completion closing(FinishReason reason) {
    return completion(choice("", reason), null, null);
  }

  @Override
  public Completion usage(Usage usage) {
    return completion(List.of(), usage, null);
  }

  private static List<Completion.Choice> choice(String text, @Nullable FinishReason reason) {
    return List.of(new Completion.Choice(text, 0, null, reason));
  }

  private Completion completion(
      List<Completion.Choice> choices, @Nullable Usage usage, @Nullable Routes routes) {
    return new Completion(
        heading.id(),
        Completion.OBJECT,
        heading.created(),
        heading.model(),
        choices,
        usage,
        heading.fingerprint(),
        routes);
  }
}
