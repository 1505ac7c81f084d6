package io.milora.engine.evaluate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.DomainRoute;
import io.milora.engine.generate.Detokenizer;
import io.milora.engine.generate.LogSumExp;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Example;
import io.milora.model.evaluation.WorstRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures models on rows with the engine that serves them. The engine is the evaluator's while it
 * measures; not thread-safe.
 */
public final class Evaluator {
  /** Rows that are shown because their loss is the greatest. */
  static final int WORST = 10;

  private static final int TAIL = 400;
  private static final int SLOT = 0;

  private final ServingEngine engine;
  private final Detokenizer detokenizer;
  private final EvaluationPlan plan;
  private final Set<Integer> endTokens;

  /**
   * For one dataset.
   *
   * @param engine whose slots hold {@link EvaluationPlan#capacity} tokens, or as many as the base
   *     model's context
   */
  public Evaluator(ServingEngine engine, Detokenizer detokenizer, EvaluationPlan plan) {
    this.engine = engine;
    this.detokenizer = detokenizer;
    this.plan = plan;
    endTokens = Set.copyOf(engine.config().endTokens());
  }

  /**
   * Measures one model.
   *
   * @param stop asked between rows
   * @throws CancellationException if {@code stop} said so
   */
  public Measurement measure(Adapter adapter, BooleanSupplier stop) {
    List<RowOutcome> outcomes = outcomes(adapter, stop);
    List<RowAnswer> answers = answers(adapter, plan.answerRows(), stop);
    List<RowOutcome> worst =
        outcomes.stream()
            .sorted(Comparator.comparingDouble(RowOutcome::meanLoss).reversed())
            .limit(WORST)
            .toList();
    return new Measurement(
        new Scorecard(outcomes, answers, plan.labels()).scores(), shown(adapter, worst, stop));
  }

  private List<RowOutcome> outcomes(Adapter adapter, BooleanSupplier stop) {
    List<RowOutcome> outcomes = new ArrayList<>();
    try {
      for (EvaluationRow row : plan.lossRows()) {
        if (stop.getAsBoolean()) {
          throw new CancellationException("The evaluation was stopped");
        }
        outcomes.add(outcome(adapter, row));
      }
    } finally {
      engine.release(SLOT);
    }
    return outcomes;
  }

  private RowOutcome outcome(Adapter adapter, EvaluationRow row) {
    Example example = row.example();
    int[] prompt = example.prompt();
    int[] response = example.response();
    // Nothing is foretold from the last token.
    int[] tokens = Arrays.copyOf(prompt, example.length() - 1);
    System.arraycopy(response, 0, tokens, prompt.length, response.length - 1);
    Prefill prefill = engine.prefill(SLOT, tokens, prompt.length, adapter, LogitRows.RESPONSE);
    double loss = 0;
    for (int i = 0; i < response.length; i++) {
      float[] logits = prefill.logits()[i];
      loss += LogSumExp.of(logits) - logits[response[i]];
    }
    return new RowOutcome(
        row, expected(row), loss, response.length, rightDomain(row, prefill.routes().domains()));
  }

  private static @Nullable Double rightDomain(EvaluationRow row, @Nullable DomainRoute route) {
    if (route == null || row.domain() == null) {
      return null;
    }
    int domain = route.domains().indexOf(row.domain());
    return Arrays.stream(route.chosen()).map(c -> c == domain ? 1 : 0).average().orElse(0);
  }

  private List<RowAnswer> answers(Adapter adapter, List<EvaluationRow> rows, BooleanSupplier stop) {
    List<int[]> prompts = rows.stream().map(row -> row.example().prompt()).toList();
    List<int[]> tokens = new Answers(engine, adapter).generate(prompts, plan.maxNewTokens(), stop);
    List<RowAnswer> answers = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String answer = detokenizer.decode(tokens.get(i)).strip();
      answers.add(new RowAnswer(rows.get(i), answer, expected(rows.get(i))));
    }
    return answers;
  }

  private List<WorstRow> shown(Adapter adapter, List<RowOutcome> worst, BooleanSupplier stop) {
    List<RowAnswer> answers = answers(adapter, worst.stream().map(RowOutcome::row).toList(), stop);
    List<WorstRow> shown = new ArrayList<>();
    for (int i = 0; i < worst.size(); i++) {
      EvaluationRow row = worst.get(i).row();
      shown.add(
          new WorstRow(
              row.number(),
              row.domain(),
              worst.get(i).meanLoss(),
              tail(detokenizer.decode(row.example().prompt())),
              worst.get(i).expected(),
              answers.get(i).answer()));
    }
    return shown;
  }

  private static String tail(String text) {
    int cut = text.length() - TAIL;
    return cut <= 0
        ? text
        : "…" + text.substring(Character.isLowSurrogate(text.charAt(cut)) ? cut + 1 : cut);
  }

  private String expected(EvaluationRow row) {
    return EvaluationPlan.expected(row, detokenizer, endTokens);
  }
}
