package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.BaseShape;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges an adapter that somebody sent by its configurations and the headers of its tensors:
 * whether a base of this shape would serve it. The engine, which reads the weights, asks for the
 * same.
 */
final class AdapterInspection {
  private final BaseShape base;
  private final List<Problem> problems = new ArrayList<>();

  private AdapterInspection(BaseShape base) {
    this.base = base;
  }

  /**
   * Judges a folder.
   *
   * @param problems takes everything that is wrong with it
   * @return its method; without meaning if there are problems
   */
  static String inspect(Path folder, BaseShape base, List<Problem> problems) throws IOException {
    AdapterInspection inspection = new AdapterInspection(base);
    String method = inspection.attempt(() -> inspection.whole(folder));
    inspection.problems.forEach(problem -> problems.add(relative(problem, folder)));
    return method == null ? "" : method;
  }

  /** Where the folder lies is nobody's business. */
  private static Problem relative(Problem problem, Path folder) {
    String place = folder + "/";
    String param = problem.param();
    return new Problem(
        param == null ? null : param.replace(place, ""),
        problem.code(),
        problem.message().replace(place, ""));
  }

  private String whole(Path folder) throws IOException {
    MiLoraConfig milora = AdapterFiles.miloraConfig(folder);
    GoldenFile.check(folder, base, problems);
    if (milora.moa() != null) {
      mixture(folder, milora.moa(), milora.hashes());
      return MethodSettings.Moa.NAME;
    }
    refuseDomains(folder, List.of());
    pairs(folder, "");
    if (milora.router() == null) {
      if (Files.exists(folder.resolve(AdapterFiles.ROUTER))) {
        report(AdapterFiles.ROUTER, "A plain LoRA has no routers: " + AdapterFiles.ROUTER + ".");
      }
      return MethodSettings.Lora.NAME;
    }
    tensors(folder, "", AdapterFiles.ROUTER, TensorPlan.routers(base, milora.router().pooler()));
    return MethodSettings.MiLora.NAME;
  }

  private void mixture(Path folder, MoaSettings moa, @Nullable BaseHashes hashes)
      throws IOException {
    refuseDomains(folder, moa.domains());
    for (String alone : List.of(AdapterFiles.CONFIG, AdapterFiles.WEIGHTS)) {
      if (Files.exists(folder.resolve(alone))) {
        report(alone, "A mixture has such files in its domains alone: " + alone + ".");
      }
    }
    for (String domain : moa.domains()) {
      Path place = folder.resolve(domain);
      MiLoraConfig own = attempt(() -> AdapterFiles.miloraConfig(place));
      if (own != null && (own.moa() != null || own.router() != null)) {
        report(domain, "Domain " + domain + " is not a plain LoRA; a domain's expert has to be.");
      }
      if (own != null && own.hashes() != null && !own.hashes().equals(hashes)) {
        report(domain, "Domain " + domain + " was trained on another base than the mixture.");
      }
      pairs(place, domain + "/");
    }
    tensors(folder, "", AdapterFiles.ROUTER, TensorPlan.domains(base, moa.domains().size()));
  }

  /** Folders of domains that nobody names. */
  private void refuseDomains(Path folder, List<String> known) throws IOException {
    try (var entries = Files.list(folder)) {
      entries
          .filter(Files::isDirectory)
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !known.contains(name))
          .sorted()
          .forEach(
              name ->
                  report(
                      name,
                      "The folder %s is no domain of this adapter; its domains are %s."
                          .formatted(name, known)));
    }
  }

  private void pairs(Path folder, String prefix) throws IOException {
    PeftConfig config = attempt(() -> peft(folder));
    if (config != null) {
      TensorPlan plan = TensorPlan.pairs(config.targets(), config.settings().rank(), base);
      tensors(folder, prefix, AdapterFiles.WEIGHTS, plan);
    }
  }

  /** Patterns of others are not run: one can be made to take for ever. */
  private PeftConfig peft(Path folder) {
    JsonNode targets =
        AdapterFiles.tree(folder.resolve(AdapterFiles.CONFIG)).path("target_modules");
    if (targets.isTextual() && !targets.asText().equals(PeftConfig.ALL_LINEAR)) {
      throw new InvalidInputException(
          new Problem(
              "target_modules",
              "unsupported_adapter",
              "adapter_config.json: target_modules is a pattern; list the modules that have pairs instead."));
    }
    return AdapterFiles.peftConfig(folder, base);
  }

  private void tensors(Path folder, String prefix, String name, TensorPlan plan)
      throws IOException {
    Path file = folder.resolve(name);
    try {
      problems.addAll(plan.problems(prefix + name, SafetensorsHeader.read(file)));
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
    } catch (NoSuchFileException _) {
      problems.add(Problem.brokenFile(prefix + name, "no such file."));
    }
  }

  /** Reads something that may be wrong. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> @Nullable T attempt(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private void report(String what, String why) {
    problems.add(new Problem(what, "unsupported_adapter", why));
  }
}
