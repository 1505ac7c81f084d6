package io.milora.inferenceworker.answer;

import io.milora.model.openai.Completion;
import io.milora.model.openai.FinishReason;
import io.milora.model.openai.Logprobs;
import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/completions}. */
record CompletionShape(Heading heading) implements AnswerShape {
  @Override
  public Completion whole(List<Choice> choices, Usage usage, @Nullable Routes routes) {
    List<Completion.Choice> shown = new ArrayList<>();
    for (Choice choice : choices) {
      shown.add(new Completion.Choice(choice.text(), shown.size(), null, choice.reason()));
    }
    return completion(shown, usage, routes);
  }

  @Override
  public List<Object> opening(int choices, @Nullable Routes routes) {
    return routes == null ? List.of() : List.of(completion(choice(0, "", null), null, routes));
  }

  @Override
  public Completion piece(int choice, String text, @Nullable Logprobs logprobs) {
    return completion(choice(choice, text, null), null, null);
  }

  @Override
  public Completion closing(int choice, FinishReason reason) {
    return completion(choice(choice, "", reason), null, null);
  }

  @Override
  public Completion usage(Usage usage) {
    return completion(List.of(), usage, null);
  }

  private static List<Completion.Choice> choice(
      int choice, String text, @Nullable FinishReason reason) {
    return List.of(new Completion.Choice(text, choice, null, reason));
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
