package io.milora.cli.engine;

import io.milora.adapters.AdapterFiles;
import io.milora.cli.engine.InspectReport.ScoredIds;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.generate.BeamSearch;
import io.milora.engine.generate.Generator;
import io.milora.engine.generate.Sampling;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.Prefill;
import io.milora.engine.serve.ServingEngine;
import io.milora.engine.text.Tokenizer;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a model does with one prompt. */
@Command(
    name = "inspect",
    description = "Shows tokens, routes, logits and the continuation of one prompt.")
public final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private EngineOptions engine;

  @ArgGroup(multiplicity = "1")
  private Prompt prompt = new Prompt();

  @Option(
      names = "--chat",
      description = "The prompt is a user's message: render it with the chat template.")
  private boolean chat;

  @Option(
      names = "--new",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Tokens to generate (${DEFAULT-VALUE}); greedy generation goes on past end tokens.")
  private int newTokens;

  @Option(
      names = "--beams",
      paramLabel = "B",
      defaultValue = "1",
      description = "Beam search with so many beams; 1 is greedy.")
  private int beams;

  @Option(names = "--json", paramLabel = "FILE", description = "Write everything to FILE.")
  private @Nullable Path json;

  /** A text or token ids. */
  private static final class Prompt {
    @Option(names = "--prompt", paramLabel = "TEXT", required = true, description = "The prompt.")
    private @Nullable String text;

    @Option(
        names = "--ids",
        paramLabel = "1,2,3",
        split = ",",
        required = true,
        description = "The prompt as token ids; needs no tokenizer.")
    private int @Nullable [] ids;
  }

  @Override
  public Integer call() {
    checkNumbers();
    try (BaseModel base = engine.openBase()) {
      Tokenizer tokenizer = base.tokenizer().orElse(null);
      int[] ids = promptIds(base);
      Adapter adapter = engine.readAdapter(base);
      try (ServingEngine serving = engine.serve(base, beams, ids.length + newTokens)) {
        InspectReport report = inspect(base, serving, ids, adapter);
        new InspectPrinter(spec.commandLine().getOut(), tokenizer).print(report);
        JsonOutput.write(json, report);
      }
    }
    return 0;
  }

  private void checkNumbers() {
    List<Problem> problems = new ArrayList<>();
    if (newTokens < 0) {
      problems.add(Problem.outOfRange("--new", newTokens, "0 or more"));
    }
    if (beams < 1) {
      problems.add(Problem.outOfRange("--beams", beams, "1 or more"));
    }
    InvalidInputException.throwIfAny(problems);
  }

  private int[] promptIds(BaseModel base) {
    int[] ids = prompt.ids != null ? prompt.ids : encoded(base);
    if (ids.length == 0) {
      throw new InvalidInputException(
          new Problem("--prompt", "empty_prompt", "The prompt has no tokens; one is needed."));
    }
    int vocabulary = base.config().vocabulary();
    List<Problem> problems =
        Arrays.stream(ids)
            .filter(id -> id < 0 || id >= vocabulary)
            .mapToObj(id -> Problem.outOfRange("--ids", id, "0 to " + (vocabulary - 1)))
            .toList();
    InvalidInputException.throwIfAny(problems);
    return ids;
  }

  private int[] encoded(BaseModel base) {
    String text = prompt.text == null ? "" : prompt.text;
    if (chat) {
      return base.encoder().prompt(List.of(new ChatMessage(Role.USER, text)));
    }
    return base.tokenizer()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    new Problem(
                        "--prompt",
                        "missing_tokenizer",
                        "This model brings no tokenizer; give token ids with --ids.")))
        .encode(text);
  }

  private InspectReport inspect(BaseModel base, ServingEngine serving, int[] ids, Adapter adapter) {
    Prefill prefill = serving.prefill(0, ids, ids.length, adapter, LogitRows.LAST);
    serving.release(0);
    List<ScoredIds> hypotheses =
        beams > 1 && newTokens > 0 ? search(serving, ids, adapter) : List.of();
    int[] generated =
        hypotheses.isEmpty() ? greedy(serving, ids, adapter) : hypotheses.getFirst().ids();
    return new InspectReport(
        ids,
        base.tokenizer().map(t -> tokens(t, ids)).orElse(null),
        InspectReport.layers(prefill.routes()),
        DomainReport.of(prefill.routes()),
        prefill.logits()[0],
        generated,
        base.tokenizer().map(t -> t.decode(generated, false)).orElse(null),
        hypotheses,
        warnings(base));
  }

  private int[] greedy(ServingEngine serving, int[] ids, Adapter adapter) {
    return newTokens == 0
        ? new int[0]
        : new Generator(serving, 0)
            .generate(new Generator.Request(ids, adapter, Sampling.GREEDY, newTokens, Set.of()))
            .tokens();
  }

  private List<ScoredIds> search(ServingEngine serving, int[] ids, Adapter adapter) {
    Set<Integer> endTokens = Set.copyOf(serving.config().endTokens());
    BeamSearch.Settings settings = new BeamSearch.Settings(beams, newTokens, endTokens, 1);
    int[] slots = IntStream.range(0, beams).toArray();
    return BeamSearch.search(serving, slots, ids, adapter, settings).stream()
        .map(h -> new ScoredIds(h.tokens(), h.score()))
        .toList();
  }

  private static List<String> tokens(Tokenizer tokenizer, int[] ids) {
    return Arrays.stream(ids).mapToObj(id -> tokenizer.decode(new int[] {id}, false)).toList();
  }

  /** Another base than the adapter's own is worth saying, and worth looking at. */
  private List<String> warnings(BaseModel base) {
    Path adapter = engine.adapterFolder();
    if (adapter == null) {
      return List.of();
    }
    try {
      AdapterFiles.metadata(adapter).requireTrainedOn(base.hashes());
      return List.of();
    } catch (InvalidInputException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }
}
