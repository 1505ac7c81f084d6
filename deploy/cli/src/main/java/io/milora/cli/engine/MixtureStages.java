package io.milora.cli.engine;

import io.milora.adapters.AdapterFiles;
import io.milora.adapters.AdapterMetadata;
import io.milora.cli.Interruption;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.AdapterFolder;
import io.milora.engine.adapter.LoraAdapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.train.Trainer;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.Problem;
import io.milora.model.TrainingPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trains a Mixture-of-LoRAs: the LoRA of each domain that has none, then the routers. */
final class MixtureStages {
  private final BaseModel base;
  private final Trainer trainer;
  private final TrainingPlan plan;
  private final PrintWriter out;
  private final Interruption interruption;

  /** The plan is one of method moa. */
  MixtureStages(
      BaseModel base,
      Trainer trainer,
      TrainingPlan plan,
      PrintWriter out,
      Interruption interruption) {
    this.base = base;
    this.trainer = trainer;
    this.plan = plan;
    this.out = out;
    this.interruption = interruption;
  }

  /**
   * Trains what is missing.
   *
   * @param rows one part a domain
   * @throws InvalidInputException with all adapters that cannot be a domain's, before any training
   */
  Adapter train(List<TrainJob.Source> domains, JobRows rows) {
    Map<String, LoraAdapter> given = given(domains);
    List<LoraAdapter> experts = new ArrayList<>();
    for (int i = 0; i < domains.size(); i++) {
      String name = domains.get(i).name();
      LoraAdapter expert = given.get(name);
      experts.add(expert == null ? trainExpert(name, rows.parts().get(i)) : expert);
    }
    return trainer
        .trainRouters(
            plan,
            experts,
            rows.train(),
            rows.dev(),
            null,
            TrainingPrinter.ofRouters(out, interruption))
        .adapter();
  }

  private LoraAdapter trainExpert(String domain, JobRows.Part rows) {
    TrainingPlan expert =
        new TrainingPlan(new MethodSettings.Lora(plan.method().lora()), plan.training());
    TrainingPrinter printer = TrainingPrinter.of(domain, out, interruption);
    return (LoraAdapter) trainer.train(expert, rows.train(), rows.dev(), null, printer).adapter();
  }

  private Map<String, LoraAdapter> given(List<TrainJob.Source> domains) {
    List<Problem> problems = new ArrayList<>();
    Map<String, LoraAdapter> given = new HashMap<>();
    for (TrainJob.Source domain : domains) {
      if (domain.adapter() != null) {
        try {
          given.put(domain.name(), read(domain, domain.adapter()));
        } catch (InvalidInputException e) {
          problems.addAll(e.problems());
        }
      }
    }
    InvalidInputException.throwIfAny(problems);
    return given;
  }

  private LoraAdapter read(TrainJob.Source domain, Path folder) {
    AdapterMetadata metadata = AdapterFiles.metadata(folder);
    if (metadata.hashes() != null) { // PEFT's own adapters do not say
      metadata.requireTrainedOn(base.hashes());
    }
    if (AdapterFolder.read(folder, base.config()) instanceof LoraAdapter lora) {
      return lora;
    }
    throw new InvalidInputException(
        new Problem(
            domain.field("adapter"),
            "unsupported_adapter",
            "%s is not a plain LoRA; a domain's adapter has to be.".formatted(folder)));
  }
}
