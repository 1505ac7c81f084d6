package io.milora.model.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well one model does on a dataset.
 *
 * @param loss mean cross-entropy over response tokens, nats
 * @param perplexity its exponential
 * @param tokens response tokens, end tokens counted, over which the mean is taken
 * @param exactMatch share of generated answers that are the expected text, white space at both ends
 *     aside, 0 to 1
 * @param labelAccuracy share of generated answers that name the expected label, 0 to 1; null if the
 *     dataset's answers are no labels
 * @param bleu corpus BLEU of the generated answers as sacrebleu defines it, 0 to 100
 * @param rougeL mean ROUGE-L F-measure as rouge_score defines it, 0 to 1
 * @param rightDomain share of prompts that the adapter sent to their rows' domain, 0 to 1; null if
 *     it has no domains or the rows name none
 * @param domains the same by domain; empty if the rows name none
 */
public record ModelScores(
    double loss,
    double perplexity,
    long tokens,
    double exactMatch,
    @Nullable Double labelAccuracy,
    double bleu,
    double rougeL,
    @Nullable Double rightDomain,
    List<DomainScores> domains) {

  public ModelScores {
    domains = List.copyOf(domains);
  }

  /** Label accuracy where there are labels, else exact match. */
  public double accuracy() {
    return labelAccuracy == null ? exactMatch : labelAccuracy;
  }
}
