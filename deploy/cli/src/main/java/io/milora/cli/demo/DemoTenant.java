package io.milora.cli.demo;

import io.milora.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * One of the demonstration's two customers.
 *
 * @param name of the tenant
 * @param skill what its adapter learns, for people
 * @param dataset prefix of its files in {@code /demo}, and the suffix of its model's name
 * @param maxTokens of an answer; a little more than the longest right one
 */
record DemoTenant(String name, String skill, String dataset, int maxTokens) {
  static final List<DemoTenant> ALL =
      List.of(
          new DemoTenant("brightdesk", "ticket triage", "support", 6),
          new DemoTenant("larder", "order lines", "orders", 28));

  /**
   * Small enough for minutes on two cores; a small base wants a high rate, and many small steps.
   */
  static final Map<String, Object> HYPERPARAMETERS =
      Map.of(
          "n_epochs", 1,
          "batch_size", 4,
          "micro_batch_size", 4,
          "learning_rate", 2e-3,
          "rank", 8,
          "max_length", 128,
          "evaluate_every", 40);

  /** The parts of a dataset. */
  enum Part {
    TRAIN("train"),
    DEV("dev"),
    TEST("test");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }
  }

  String filename(Part part) {
    return dataset + "-" + part.suffix + ".jsonl";
  }

  /** The rows of a part, JSON lines. */
  byte[] rows(Part part) {
    String resource = "/demo/" + filename(part);
    try (InputStream rows = DemoTenant.class.getResourceAsStream(resource)) {
      if (rows == null) {
        throw new CommandException(resource + " is missing in this build.");
      }
      return rows.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
