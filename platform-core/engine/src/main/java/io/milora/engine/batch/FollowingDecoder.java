package io.milora.engine.batch;

import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.generate.Sampler;

/** Says what the model would have said at each place; done as soon as the prompt is read. */
final class FollowingDecoder implements Decoder {
  private final Sequence sequence;

  FollowingDecoder(Sequence sequence) {
    this.sequence = sequence;
  }

  @Override
  public void start(float[][] logits) {
    for (int place = 0; place < logits.length; place++) {
      FinishReason reason = place == logits.length - 1 ? FinishReason.LENGTH : null;
      int token = Sampler.GREEDY.next(logits[place]);
      sequence.deliver(new Token(0, token, "", null, reason));
    }
  }

  @Override
  public int[] slots() {
    return new int[0];
  }

  @Override
  public boolean holds(int slot) {
    return false;
  }

  @Override
  public int[] tokens() {
    return new int[0];
  }

  @Override
  public void accept(float[][] logits) {
    throw new IllegalStateException("There are no steps after the prompt.");
  }
}
