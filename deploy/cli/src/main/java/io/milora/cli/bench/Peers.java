package io.milora.cli.bench;

import io.milora.cli.bench.ContenderProgram.Figure;
import io.milora.cli.bench.Figures.Series;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder with other systems to compare with: a Python environment, a base model and the scripts
 * that measure it.
 *
 * @param folder absolute
 */
record Peers(Path folder) {
  /** PEFT's name in reports; its adapters are plain LoRA. */
  static final String PEFT = "peft";

  /** llama.cpp with weights in 8 bits, no adapter. */
  static final String LLAMA_CPP = "llama.cpp";

  /** The same with a LoRA adapter, one for the whole batch: it cannot mix them. */
  static final String LLAMA_CPP_LORA = "llama.cpp+lora";

  /** Rank of the adapter that setup.sh makes for llama.cpp. */
  static final int LLAMA_RANK = 16;

  /** What {@code hf.py train} trains on; it has no option for it. */
  static final int STEP_ROWS = 4;

  /** Tokens of each of its rows. */
  static final int STEP_LENGTH = 128;

  private static final String PYTHON = ".venv/bin/python";
  private static final String PYTORCH_SCRIPT = "hf.py";
  private static final String LLAMA_SCRIPT = "llama_cpp_bench.py";
  private static final String ROWS_SCRIPT = "peft_rows.py";
  private static final String PREFILL_SCRIPT = "llama_cpp_prefill.py";

  /** The best of its forms of the weights: as accurate as ours. */
  private static final String LLAMA_WEIGHTS = "q8_0";

  /**
   * Checks that everything is there.
   *
   * @throws InvalidInputException with all that is missing
   */
  Peers {
    folder = folder.toAbsolutePath().normalize();
    List<Problem> problems = new ArrayList<>();
    for (String part : List.of(PYTHON, PYTORCH_SCRIPT, LLAMA_SCRIPT, ".model/hf")) {
      if (!Files.exists(folder.resolve(part))) {
        problems.add(
            Problem.brokenFile(
                folder, "has no " + part + "; make the folder with the peers' setup.sh."));
      }
    }
    InvalidInputException.throwIfAny(problems);
  }

  /** PEFT's training step of 4 rows of 128 random tokens, loss on half of each. */
  Contender step(String work, int rank, int threads) {
    return pyTorch(List.of(Figure.only(PEFT, work)), "train", rank, threads);
  }

  /**
   * transformers' trainer with PEFT on a task's rows.
   *
   * @param scratch folder for the script
   * @param task a {@link TrainTask} in JSON
   */
  Contender rows(String work, Path scratch, Path task) throws IOException {
    return program(
        List.of(Figure.only(PEFT, work)),
        List.of(script(scratch, ROWS_SCRIPT), folder.toString(), task.toString()),
        Map.of("HF_HUB_OFFLINE", "1"));
  }

  /** llama.cpp and PEFT continue prompts; llama.cpp one adapter after the other. */
  List<Contender> decode(int rank, int threads) {
    return List.of(
        llama(List.of(), LLAMA_CPP, List.of(1, 8), threads),
        llama(List.of("lora" + LLAMA_RANK), LLAMA_CPP_LORA, List.of(1), threads),
        pyTorch(
            List.of(
                line(PEFT, ServeTask.decode(1), "decode lora", 1),
                line(PEFT, "decode 8, same adapter", "decode lora", 8)),
            "lora",
            rank,
            threads),
        pyTorch(
            List.of(line(PEFT, ServeTask.decode(8), "decode 8 different lora", 8)),
            "mixed",
            rank,
            threads));
  }

  /** PyTorch without PEFT: as it is, and with MiLoRA and MOELoRA written plainly. */
  List<Contender> plainPyTorch(int rank, int threads) {
    return Stream.of("base", "milora", "moelora")
        .map(
            method ->
                pyTorch(
                    List.of(
                        line("pytorch " + method, ServeTask.decode(1), "decode " + method, 1),
                        line("pytorch " + method, "decode 8", "decode " + method, 8)),
                    method,
                    rank,
                    threads))
        .toList();
  }

  /**
   * llama.cpp and PyTorch read a prompt, without adapters.
   *
   * @param tokens 256, which {@code hf.py} has no option for
   * @param scratch folder for the script
   */
  List<Contender> prefill(String work, int tokens, Path scratch, int threads) throws IOException {
    return List.of(
        program(
            List.of(Figure.only(LLAMA_CPP, work)),
            List.of(
                script(scratch, PREFILL_SCRIPT),
                folder.toString(),
                LLAMA_WEIGHTS,
                Integer.toString(tokens)),
            Map.of("THREADS", Integer.toString(threads))),
        pyTorch(List.of(Figure.only("pytorch base", work)), "prefill", 1, threads));
  }

  private static Figure line(String system, String work, String printed, int batch) {
    return Figure.runs(
        new Series(system, work), Map.of("work", printed, "batch", Integer.toString(batch)));
  }

  private Contender llama(List<String> adapter, String system, List<Integer> batches, int threads) {
    String printed = String.join(" ", "decode " + LLAMA_WEIGHTS, String.join(" ", adapter)).strip();
    List<Figure> figures =
        batches.stream()
            .map(
                batch ->
                    line(
                        system,
                        batch == 1 ? ServeTask.decode(1) : "decode " + batch,
                        printed,
                        batch))
            .toList();
    List<String> arguments = new ArrayList<>();
    arguments.add(folder.resolve(LLAMA_SCRIPT).toString());
    arguments.add(folder.toString());
    arguments.add(LLAMA_WEIGHTS);
    arguments.addAll(adapter);
    return program(figures, arguments, Map.of("THREADS", Integer.toString(threads)));
  }

  private Contender pyTorch(List<Figure> figures, String work, int rank, int threads) {
    return program(
        figures,
        List.of(folder.resolve(PYTORCH_SCRIPT).toString(), folder.toString(), work),
        Map.of("RANK", Integer.toString(rank), "THREADS", Integer.toString(threads)));
  }

  /** A script of ours that the folder does not have. */
  private static String script(Path scratch, String name) throws IOException {
    Path script = scratch.resolve(name);
    try (InputStream in = Peers.class.getResourceAsStream(name)) {
      Files.write(script, Objects.requireNonNull(in, name).readAllBytes());
    }
    return script.toString();
  }

  private Contender program(
      List<Figure> figures, List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve(PYTHON).toString());
    command.addAll(arguments);
    return new ContenderProgram(figures, command, environment);
  }
}
