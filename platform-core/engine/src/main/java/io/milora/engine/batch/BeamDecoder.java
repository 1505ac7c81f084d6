package io.milora.engine.batch;

import io.milora.engine.batch.Decoding.Beams;
import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.BeamSearch;
import io.milora.engine.serve.ServingEngine;
import java.util.List;

/** The answers that beam search finds; they are delivered when it is done. */
final class BeamDecoder implements Decoder {
  private final Sequence sequence;
  private final int choices;
  private final BeamSearch search;

  BeamDecoder(ServingEngine engine, Sequence sequence, Beams beams, int[] slots) {
    this.sequence = sequence;
    choices = beams.choices();
    GenerationRequest request = sequence.request();
    search =
        new BeamSearch(
            engine,
            new BeamSearch.Settings(
                beams.width(), request.maxNewTokens(), request.endTokens(), beams.lengthPenalty()),
            slots);
  }

  @Override
  public void start(float[][] logits) {
    search.start(logits[0]);
    deliverIfDone();
  }

  @Override
  public int[] slots() {
    return search.running();
  }

  /** Beams change places until the end. */
  @Override
  public boolean holds(int slot) {
    return search.running().length > 0;
  }

  @Override
  public int[] tokens() {
    return search.tokens();
  }

  @Override
  public void accept(float[][] logits) {
    search.accept(logits);
    deliverIfDone();
  }

  private void deliverIfDone() {
    if (search.running().length == 0) {
      List<BeamSearch.Hypothesis> best = search.finished();
      for (int choice = 0; choice < choices; choice++) {
        deliver(choice, best.get(choice).tokens());
      }
    }
  }

  private void deliver(int choice, int[] tokens) {
    AnswerText text = sequence.request().answers().get();
    for (int i = 0; i < tokens.length && !text.stopped(); i++) {
      boolean end = sequence.request().endTokens().contains(tokens[i]);
      String shown = end ? "" : text.append(tokens[i]);
      boolean last = i == tokens.length - 1 || text.stopped();
      FinishReason reason = null;
      if (last) {
        reason = end || text.stopped() ? FinishReason.STOP : FinishReason.LENGTH;
        shown += text.stopped() ? "" : text.end();
      }
      sequence.deliver(new Token(choice, tokens[i], shown, null, reason));
    }
  }
}
