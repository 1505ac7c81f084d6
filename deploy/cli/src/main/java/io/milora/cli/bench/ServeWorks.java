package io.milora.cli.bench;

import io.milora.cli.bench.ContenderProgram.Figure;
import io.milora.cli.bench.Figures.Quantity;
import io.milora.cli.bench.Figures.Ratio;
import io.milora.cli.bench.Figures.Series;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The works of {@code bench serve} on the engine, and who is compared at each.
 *
 * @param base files of the base model
 * @param graphs folder where the engine keeps its graphs
 * @param rank of all pairs
 * @param peers null if only ours are measured
 */
record ServeWorks(Path base, Path graphs, int rank, int threads, @Nullable Peers peers) {
  static final int PREFILL_TOKENS = 256;
  private static final List<Integer> BATCHES = List.of(1, 8, 16);
  private static final int PROMPT_TOKENS = 64;
  private static final int NEW_TOKENS = 48;
  private static final int REPEATS = 2;

  private static final String ONE = ServeTask.decode(1);
  private static final String EIGHT = ServeTask.decode(8);
  private static final String PREFILL = ServeTask.prefill(PREFILL_TOKENS);

  /** Everybody who is compared, in the order of a round. */
  List<Contender> contenders(Path scratch, Set<ServeWork> works) throws IOException {
    List<Contender> all = new ArrayList<>();
    boolean decode = works.contains(ServeWork.DECODE);
    boolean prefill = works.contains(ServeWork.PREFILL);
    if (decode || prefill) {
      all.add(
          ours(
              scratch,
              decode ? BATCHES : List.of(),
              prefill ? List.of(PREFILL_TOKENS) : List.of()));
    }
    if (peers != null && decode) {
      all.addAll(peers.decode(rank, threads));
    }
    if (peers != null && prefill) {
      all.addAll(peers.prefill(PREFILL, PREFILL_TOKENS, scratch, threads));
    }
    if (peers != null && works.contains(ServeWork.PYTORCH)) {
      all.addAll(peers.plainPyTorch(rank, threads));
    }
    return all;
  }

  private Contender ours(Path scratch, List<Integer> batches, List<Integer> prompts)
      throws IOException {
    ServeTask task =
        new ServeTask(
            base, graphs, rank, threads, batches, PROMPT_TOKENS, NEW_TOKENS, prompts, REPEATS);
    Path file = Files.createTempFile(scratch, "task", ".json");
    Files.writeString(file, MiloraJson.write(task));
    List<String> works = new ArrayList<>(batches.stream().map(ServeTask::decode).toList());
    prompts.forEach(tokens -> works.add(ServeTask.prefill(tokens)));
    List<Figure> figures = new ArrayList<>();
    for (String work : works) {
      for (ServeSystem system : ServeSystem.values()) {
        figures.add(
            Figure.runs(
                new Series(system.label(), work), Map.of("system", system.label(), "work", work)));
      }
    }
    return OwnProgram.contender(figures, ServeTaskCommand.NAME, file);
  }

  /** What is divided by what. */
  static List<Ratio> ratios() {
    Series milora = ours(ServeSystem.MILORA, ONE);
    Series milora8 = ours(ServeSystem.MILORA, EIGHT);
    return List.of(
        ratio(
            "p1_vs_llamacpp",
            milora8,
            new Series(Peers.LLAMA_CPP_LORA, ONE),
            "8 requests with 8 MiLoRA adapters in one batch, by llama.cpp, which must take them one by one"),
        ratio(
            "p1_vs_peft",
            milora8,
            new Series(Peers.PEFT, EIGHT),
            "8 requests with 8 MiLoRA adapters in one batch, by PEFT's mixed batch of 8 LoRA adapters"),
        ratio(
            "p2_vs_llamacpp",
            milora,
            new Series(Peers.LLAMA_CPP_LORA, ONE),
            "one request with a MiLoRA adapter, by llama.cpp q8_0 with a LoRA adapter"),
        ratio(
            "p2_vs_peft",
            milora,
            new Series(Peers.PEFT, ONE),
            "one request with a MiLoRA adapter, by PEFT with a LoRA adapter"),
        ratio(
            "p3_batch1",
            milora,
            ours(ServeSystem.BASE, ONE),
            "what is left of the bare base model's speed with an adapter: one request"),
        ratio(
            "p3_batch8",
            milora8,
            ours(ServeSystem.BASE, EIGHT),
            "what is left of the bare base model's speed with adapters: 8 requests, 8 adapters"),
        ratio(
            "p3_vs_moelora",
            milora,
            ours(ServeSystem.MOELORA, ONE),
            "routing once a prompt (MiLoRA) by routing at every token (MOELoRA), one request"),
        ratio(
            "p4_vs_llamacpp",
            ours(ServeSystem.MILORA, PREFILL),
            new Series(Peers.LLAMA_CPP, PREFILL),
            "reading a prompt of 256 tokens with its routing, by llama.cpp q8_0 without an adapter"));
  }

  private static Series ours(ServeSystem system, String work) {
    return new Series(system.label(), work);
  }

  private static Ratio ratio(String name, Series above, Series below, String meaning) {
    return new Ratio(name, above, below, Quantity.VALUES, meaning);
  }
}
