package io.milora.engine.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Corpus BLEU as sacrebleu computes it by default (Post 2018; signature {@code
 * nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp}): n-grams up to four, counted over the whole
 * corpus, with the brevity penalty, and orders without a match smoothed by halving.
 */
public final class Bleu {
  private static final int ORDERS = 4;

  private final long[] matches = new long[ORDERS];
  private final long[] total = new long[ORDERS];
  private long answerLength;
  private long expectedLength;

  private Bleu() {}

  /**
   * The score of a corpus.
   *
   * @param expected one reference for each answer
   * @return 0 to 100; 0 also where no answer has four tokens
   */
  public static double corpus(List<String> answers, List<String> expected) {
    if (answers.size() != expected.size()) {
      throw new IllegalArgumentException(
          "%d answers and %d references; they must be as many."
              .formatted(answers.size(), expected.size()));
    }
    Bleu corpus = new Bleu();
    for (int i = 0; i < answers.size(); i++) {
      corpus.add(Tokens13a.of(answers.get(i)), Tokens13a.of(expected.get(i)));
    }
    return corpus.score();
  }

  private void add(List<String> answer, List<String> reference) {
    answerLength += answer.size();
    expectedLength += reference.size();
    for (int order = 1; order <= ORDERS; order++) {
      Map<List<String>, Integer> known = counts(reference, order);
      Map<List<String>, Integer> found = counts(answer, order);
      for (Map.Entry<List<String>, Integer> gram : found.entrySet()) {
        total[order - 1] += gram.getValue();
        matches[order - 1] += Math.min(gram.getValue(), known.getOrDefault(gram.getKey(), 0));
      }
    }
  }

  private static Map<List<String>, Integer> counts(List<String> tokens, int order) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int i = 0; i + order <= tokens.size(); i++) {
      counts.merge(tokens.subList(i, i + order), 1, Integer::sum);
    }
    return counts;
  }

  private double score() {
    if (matches[0] == 0 || total[ORDERS - 1] == 0) {
      return 0;
    }
    double logs = 0;
    double smoothing = 1;
    for (int i = 0; i < ORDERS; i++) {
      if (matches[i] == 0) {
        smoothing *= 2;
        logs += Math.log(100 / (smoothing * total[i]));
      } else {
        logs += Math.log(100.0 * matches[i] / total[i]);
      }
    }
    double brevity =
        answerLength < expectedLength ? Math.exp(1 - (double) expectedLength / answerLength) : 1;
    return brevity * Math.exp(logs / ORDERS);
  }
}
