package io.milora.engine.batch;

import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.AnswerText;
import io.milora.engine.generate.Sampler;

/** One answer that is drawn token by token. Not thread-safe. */
final class SampledAnswer {
  private final Sequence sequence;
  private final int choice;
  private final Sampler sampler;
  private final AnswerText text;
  private final int slot;
  private int generated;
  private int lastToken = -1;
  private boolean ended;

  SampledAnswer(Sequence sequence, int choice, Sampler sampler, int slot) {
    this.sequence = sequence;
    this.choice = choice;
    this.sampler = sampler;
    this.slot = slot;
    text = sequence.request().answers().get();
  }

  int slot() {
    return slot;
  }

  int lastToken() {
    return lastToken;
  }

  boolean ended() {
    return ended;
  }

  /**
   * Chooses the next token and delivers its text.
   *
   * @param logits [V]
   */
  void accept(float[] logits) {
    GenerationRequest request = sequence.request();
    int token = sampler.next(logits);
    generated++;
    lastToken = token;
    boolean end = request.endTokens().contains(token);
    String shown = end ? "" : text.append(token);
    boolean stop = end || text.stopped();
    ended = stop || generated == request.maxNewTokens();
    if (ended && !text.stopped()) {
      shown += text.end();
    }
    Integer wanted = request.topLogprobs();
    TokenLogprobs logprobs = wanted == null ? null : TokenLogprobs.of(logits, token, wanted);
    FinishReason reason = ended ? (stop ? FinishReason.STOP : FinishReason.LENGTH) : null;
    sequence.deliver(new Token(choice, token, shown, logprobs, reason));
  }
}
