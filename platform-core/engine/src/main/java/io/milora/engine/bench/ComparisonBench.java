package io.milora.engine.bench;

import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.moelora.MoeLoraServing;
import io.milora.engine.bench.moelora.MoeLoraTrainer;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.train.SharedBase;
import io.milora.engine.train.Trainer;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.model.RouterSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the compared methods share: one base model, and its trainers and serving engines, opened
 * when first needed. For one thread at a time; does not own the base model.
 */
public final class ComparisonBench implements AutoCloseable {
  /** All methods that can be compared. */
  public static final List<String> METHODS =
      List.of(MethodSettings.Lora.NAME, MethodSettings.MiLora.NAME, MoeLoraMethod.NAME);

  private final String name;
  private final BaseModel base;
  private final OnnxOptions serving;
  private @Nullable SharedBase weights;
  private @Nullable Trainer trainer;
  private @Nullable MoeLoraTrainer moeLoraTrainer;
  private @Nullable ServingEngine engine;
  private @Nullable MoeLoraServing moeLoraServing;

  /**
   * On a base model.
   *
   * @param name of the base, kept in adapters' files
   * @param base must stay open as long as this
   * @param serving how it is served; its threads are training's too
   */
  public ComparisonBench(String name, BaseModel base, OnnxOptions serving) {
    this.name = name;
    this.base = base;
    this.serving = serving;
  }

  /**
   * A method by its name.
   *
   * @throws InvalidInputException for a name that is not among {@link #METHODS}
   */
  public ComparedMethod method(String method) {
    return switch (method) {
      case MethodSettings.Lora.NAME -> new AdapterMethod(method, this, MethodSettings.Lora::new);
      case MethodSettings.MiLora.NAME ->
          new AdapterMethod(
              method, this, lora -> new MethodSettings.MiLora(lora, RouterSettings.DEFAULT));
      case MoeLoraMethod.NAME -> new MoeLoraMethod(this);
      default -> throw new InvalidInputException(Problem.unknown("method", method, METHODS));
    };
  }

  /** The base model as it is. */
  public ServedModel bareBase() {
    return new ServedModel(engine(), BareBase.INSTANCE);
  }

  public BaseModel base() {
    return base;
  }

  String name() {
    return name;
  }

  Trainer trainer() {
    Trainer opened = trainer;
    if (opened == null) {
      opened = weights().trainer(serving.threads());
      trainer = opened;
    }
    return opened;
  }

  MoeLoraTrainer moeLoraTrainer() {
    MoeLoraTrainer opened = moeLoraTrainer;
    if (opened == null) {
      opened = new MoeLoraTrainer(weights(), serving.threads());
      moeLoraTrainer = opened;
    }
    return opened;
  }

  private SharedBase weights() {
    SharedBase opened = weights;
    if (opened == null) {
      opened = SharedBase.open(base);
      weights = opened;
    }
    return opened;
  }

  ServingEngine engine() {
    ServingEngine opened = engine;
    if (opened == null) {
      opened = ServingEngines.open(base, serving);
      engine = opened;
    }
    return opened;
  }

  MoeLoraServing moeLoraServing() {
    MoeLoraServing opened = moeLoraServing;
    if (opened == null) {
      opened = MoeLoraServing.open(base, serving);
      moeLoraServing = opened;
    }
    return opened;
  }

  @Override
  public void close() {
    if (moeLoraTrainer != null) {
      moeLoraTrainer.close();
    }
    if (moeLoraServing != null) {
      moeLoraServing.close();
    }
    if (trainer != null) {
      trainer.close();
    }
    if (weights != null) {
      weights.close();
    }
    if (engine != null) {
      engine.close();
    }
  }
}
