package io.milora.cli.bench;

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

/**
 * A folder with other systems to compare with: a Python environment, a base model and the scripts
 * that measure it.
 *
 * @param folder absolute
 */
record Peers(Path folder) {
  /** The system's name in reports. */
  static final String NAME = "peft";

  /** What {@code hf.py train} trains on; it has no option for it. */
  static final int STEP_ROWS = 4;

  /** Tokens of each of its rows. */
  static final int STEP_LENGTH = 128;

  private static final String ROWS_SCRIPT = "peft_rows.py";

  /**
   * Checks that everything is there.
   *
   * @throws InvalidInputException with all that is missing
   */
  Peers {
    folder = folder.toAbsolutePath().normalize();
    List<Problem> problems = new ArrayList<>();
    for (String part : List.of(".venv/bin/python", "hf.py", ".model/hf")) {
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
    return contender(
        work,
        List.of(python(), folder.resolve("hf.py").toString(), folder.toString(), "train"),
        Map.of("RANK", Integer.toString(rank), "THREADS", Integer.toString(threads)));
  }

  /**
   * transformers' trainer with PEFT on a task's rows.
   *
   * @param scratch folder for the script
   * @param task a {@link TrainTask} in JSON
   */
  Contender rows(String work, Path scratch, Path task) throws IOException {
    Path script = scratch.resolve(ROWS_SCRIPT);
    try (InputStream in = Peers.class.getResourceAsStream(ROWS_SCRIPT)) {
      Files.write(script, Objects.requireNonNull(in, ROWS_SCRIPT).readAllBytes());
    }
    return contender(
        work,
        List.of(python(), script.toString(), folder.toString(), task.toString()),
        Map.of("HF_HUB_OFFLINE", "1"));
  }

  private String python() {
    return folder.resolve(".venv/bin/python").toString();
  }

  private static Contender contender(
      String work, List<String> command, Map<String, String> environment) {
    return new Contender(NAME, work, command, environment);
  }
}
