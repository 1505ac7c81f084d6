package io.milora.engine.generate;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Beam search as Hugging Face's {@code generate} does it with {@code early_stopping=False}.
 *
 * <p>Every step ranks all continuations of the running beams by summed log-probability and looks at
 * the best 2 beams. Those among the first {@code beams} that end become finished hypotheses, scored
 * sum / length ^ penalty, end token counted; of the others the best {@code beams} keep running. It
 * stops when the best running beam, scored at its present length, can no longer beat the worst of
 * {@code beams} finished ones. All beams share the prompt's route.
 */
public final class BeamSearch {
  private final ServingEngine engine;
  private final Settings settings;
  private final int[] slots;
  private final List<Hypothesis> finished = new ArrayList<>();
  private List<Beam> running = List.of();
  private int length;

  /**
   * How to search.
   *
   * @param beams kept at once and returned, 1 or more
   * @param maxNewTokens at which every beam ends, 1 or more
   * @param endTokens ids that end a beam
   * @param lengthPenalty exponent of the length in scores; above 0 favours longer answers
   */
  public record Settings(
      int beams, int maxNewTokens, Set<Integer> endTokens, double lengthPenalty) {
    public Settings {
      List<Problem> problems = new ArrayList<>();
      if (beams < 1) {
        problems.add(Problem.outOfRange("beams", beams, "1 or more"));
      }
      if (maxNewTokens < 1) {
        problems.add(Problem.outOfRange("max_new_tokens", maxNewTokens, "1 or more"));
      }
      if (!Double.isFinite(lengthPenalty)) {
        problems.add(Problem.outOfRange("length_penalty", lengthPenalty, "a number"));
      }
      InvalidInputException.throwIfAny(problems);
      endTokens = Set.copyOf(endTokens);
    }
  }

  /**
   * A finished answer.
   *
   * @param tokens without the prompt, with the end token if it has one
   * @param score summed log-probability / length ^ penalty, nats
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  public record Hypothesis(int[] tokens, double score) {}

  /** A running beam; tokens do not hold the prompt, the score is the summed log-probability. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  private record Beam(int slot, int[] tokens, double score) {
    int[] with(int token) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = token;
      return longer;
    }
  }

  private record Candidate(Beam parent, int token, double score) {}

  /**
   * A search that goes on step by step, for those who decode other sequences along with it.
   *
   * @param slots distinct slots of the engine, one a beam; the first one holds the prompt
   */
  public BeamSearch(ServingEngine engine, Settings settings, int[] slots) {
    if (slots.length != settings.beams()) {
      throw new IllegalArgumentException(
          "%d slots were given for %d beams.".formatted(slots.length, settings.beams()));
    }
    this.engine = engine;
    this.settings = settings;
    this.slots = slots.clone();
  }

  /**
   * Searches.
   *
   * @param slots distinct slots of the engine, one a beam; free afterwards
   * @param prompt token ids, at least one
   * @return as many hypotheses as beams, best first
   */
  public static List<Hypothesis> search(
      ServingEngine engine, int[] slots, int[] prompt, Adapter adapter, Settings settings) {
    BeamSearch search = new BeamSearch(engine, settings, slots);
    try {
      search.start(
          engine.prefill(slots[0], prompt, prompt.length, adapter, LogitRows.LAST).logits()[0]);
      while (search.running().length > 0) {
        float[][] logits = new float[search.running().length][engine.config().vocabulary()];
        engine.decode(search.running(), search.tokens(), logits);
        search.accept(logits);
      }
      return search.finished();
    } finally {
      for (int slot : slots) {
        engine.release(slot);
      }
    }
  }

  /**
   * Takes what follows the prompt.
   *
   * @param logits [V]
   */
  public void start(float[] logits) {
    running = List.of(new Beam(slots[0], new int[0], 0));
    accept(new float[][] {logits});
  }

  /** The slots of the running beams; none when the search is done. */
  public int[] running() {
    return running.stream().mapToInt(Beam::slot).toArray();
  }

  /** For each running beam the token to append to its slot. */
  public int[] tokens() {
    return running.stream().mapToInt(beam -> beam.tokens()[beam.tokens().length - 1]).toArray();
  }

  /**
   * Takes what follows these tokens; copies slots where a beam has several children.
   *
   * @param logits [running][V]
   */
  public void accept(float[][] logits) {
    length++;
    List<Candidate> kept = sift(best(logits));
    boolean done = length == settings.maxNewTokens() || decided(kept);
    running = done ? List.of() : place(kept);
  }

  /** What was found, best first; as many as beams once the search is done. */
  public List<Hypothesis> finished() {
    return List.copyOf(finished);
  }

  /** Moves what ends to the finished hypotheses and returns what keeps running. */
  private List<Candidate> sift(List<Candidate> ranked) {
    List<Candidate> kept = new ArrayList<>();
    for (int rank = 0; rank < ranked.size(); rank++) {
      Candidate candidate = ranked.get(rank);
      boolean ends =
          settings.endTokens().contains(candidate.token()) || length == settings.maxNewTokens();
      if (ends && rank < settings.beams()) {
        int[] tokens = candidate.parent().with(candidate.token());
        finished.add(new Hypothesis(tokens, scored(candidate.score())));
      } else if (!ends && kept.size() < settings.beams()) {
        kept.add(candidate);
      }
    }
    finished.sort(Comparator.comparingDouble(Hypothesis::score).reversed());
    if (finished.size() > settings.beams()) {
      finished.subList(settings.beams(), finished.size()).clear();
    }
    return kept;
  }

  private boolean decided(List<Candidate> kept) {
    return kept.isEmpty()
        || (finished.size() == settings.beams()
            && scored(kept.getFirst().score()) <= finished.getLast().score());
  }

  private double scored(double sum) {
    return sum / Math.pow(length, settings.lengthPenalty());
  }

  /** The best 2 beams continuations, best first; of equal ones that of the earlier beam, token. */
  private List<Candidate> best(float[][] logits) {
    int wanted = 2 * settings.beams();
    Comparator<Candidate> worstFirst = Comparator.comparingDouble(Candidate::score);
    PriorityQueue<Candidate> best = new PriorityQueue<>(wanted + 1, worstFirst);
    for (int i = 0; i < running.size(); i++) {
      Beam beam = running.get(i);
      double offset = beam.score() - LogSumExp.of(logits[i]);
      for (int token = 0; token < logits[i].length; token++) {
        double score = logits[i][token] + offset;
        if (best.size() < wanted || score > best.element().score()) {
          best.add(new Candidate(beam, token, score));
          if (best.size() > wanted) {
            best.remove();
          }
        }
      }
    }
    List<Candidate> ranked = new ArrayList<>(best);
    ranked.sort(worstFirst.reversed());
    return ranked;
  }

  /** A beam's first child takes its slot; further ones copy it to slots whose beams died. */
  private List<Beam> place(List<Candidate> kept) {
    Set<Integer> taken = new HashSet<>();
    kept.forEach(candidate -> taken.add(candidate.parent().slot()));
    List<Integer> free = new ArrayList<>();
    for (int slot : slots) {
      if (!taken.contains(slot)) {
        free.add(slot);
      }
    }
    Set<Integer> inherited = new HashSet<>();
    List<Beam> children = new ArrayList<>();
    for (Candidate candidate : kept) {
      int slot = candidate.parent().slot();
      if (!inherited.add(slot)) {
        int copy = free.removeFirst();
        engine.copy(slot, copy);
        slot = copy;
      }
      children.add(new Beam(slot, candidate.parent().with(candidate.token()), candidate.score()));
    }
    return children;
  }
}
