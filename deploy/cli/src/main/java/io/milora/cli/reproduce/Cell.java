package io.milora.cli.reproduce;

import java.util.ArrayList;
import java.util.List;

/**
 * One training run of a comparison.
 *
 * @param method its name
 * @param setting a task's name, or {@link #MIXED}
 * @param seed of initial weights and order of rows
 */
record Cell(String method, String setting, int seed) {
  /** All tasks' rows together. */
  static final String MIXED = "mixed";

  /** Each task alone, and, where there are several, all together. */
  static List<String> settings(List<String> tasks) {
    List<String> settings = new ArrayList<>(tasks);
    if (tasks.size() > 1) {
      settings.add(MIXED);
    }
    return settings;
  }

  /** All cells; methods change fastest, so that what is finished early can be compared. */
  static List<Cell> all(List<String> methods, List<String> tasks, List<Integer> seeds) {
    List<Cell> cells = new ArrayList<>();
    for (int seed : seeds) {
      for (String setting : settings(tasks)) {
        for (String method : methods) {
          cells.add(new Cell(method, setting, seed));
        }
      }
    }
    return cells;
  }

  /** Its name in the output folder. */
  String id() {
    return "%s.%s.%d".formatted(method, setting, seed);
  }

  @Override
  public String toString() {
    return "%s, %s, seed %d".formatted(method, setting, seed);
  }
}
