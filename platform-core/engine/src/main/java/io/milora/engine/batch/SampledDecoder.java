package io.milora.engine.batch;

import io.milora.engine.batch.Decoding.Sampled;
import io.milora.engine.serve.ServingEngine;
import java.util.ArrayList;
import java.util.List;

/** Answers that are drawn independently; each leaves its slot as it ends. */
final class SampledDecoder implements Decoder {
  private final ServingEngine engine;
  private final int[] slots;
  private final List<SampledAnswer> answers = new ArrayList<>();

  SampledDecoder(ServingEngine engine, Sequence sequence, Sampled sampled, int[] slots) {
    this.engine = engine;
    this.slots = slots;
    for (int choice = 0; choice < slots.length; choice++) {
      answers.add(
          new SampledAnswer(sequence, choice, sampled.samplers().get(choice), slots[choice]));
    }
  }

  @Override
  public void start(float[][] logits) {
    for (int i = 1; i < slots.length; i++) {
      engine.copy(slots[0], slots[i]);
    }
    answers.forEach(answer -> answer.accept(logits[0]));
  }

  @Override
  public int[] slots() {
    return going().stream().mapToInt(SampledAnswer::slot).toArray();
  }

  @Override
  public boolean holds(int slot) {
    return going().stream().anyMatch(answer -> answer.slot() == slot);
  }

  @Override
  public int[] tokens() {
    return going().stream().mapToInt(SampledAnswer::lastToken).toArray();
  }

  @Override
  public void accept(float[][] logits) {
    List<SampledAnswer> going = going();
    for (int row = 0; row < going.size(); row++) {
      going.get(row).accept(logits[row]);
    }
  }

  private List<SampledAnswer> going() {
    return answers.stream().filter(answer -> !answer.ended()).toList();
  }
}
