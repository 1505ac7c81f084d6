package io.milora.engine.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What routers read of prompts. While only the routers are trained it never changes: it is computed
 * once a row, when it is first asked for, and kept while all rows need less than {@value
 * #MOST_BYTES} bytes. Kernels may round otherwise in another batch; so a row is always computed
 * among the same others, and a resumed run reads the same bits. Confined to the run's thread.
 */
final class PromptStates {
  private static final long MOST_BYTES = 1L << 30;

  private final MoaProgram program;
  private final DomainRows rows;
  private final int size;
  private final boolean kept;
  private final Map<Integer, List<Integer>> partOfRow = new HashMap<>();
  private final Map<Integer, float[]> states = new HashMap<>();

  /**
   * Of some rows.
   *
   * @param parts all rows, each once, as they are computed together
   */
  PromptStates(MoaProgram program, DomainRows rows, List<List<Integer>> parts) {
    this.program = program;
    this.rows = rows;
    size = program.layers() * program.width();
    kept = 4L * size * rows.size() <= MOST_BYTES;
    parts.forEach(part -> part.forEach(row -> partOfRow.put(row, part)));
  }

  /** [N, L, d] flat. */
  float[] of(List<Integer> chosen) {
    if (!kept) {
      return program.states(rows.prompts(chosen), rows.domains(chosen));
    }
    float[] found = new float[chosen.size() * size];
    for (int i = 0; i < chosen.size(); i++) {
      System.arraycopy(of(chosen.get(i)), 0, found, i * size, size);
    }
    return found;
  }

  private float[] of(int row) {
    float[] known = states.get(row);
    if (known != null) {
      return known;
    }
    List<Integer> part = partOfRow.getOrDefault(row, List.of(row));
    float[] computed = program.states(rows.prompts(part), rows.domains(part));
    for (int i = 0; i < part.size(); i++) {
      float[] own = new float[size];
      System.arraycopy(computed, i * size, own, 0, size);
      states.put(part.get(i), own);
    }
    return states.getOrDefault(row, computed);
  }
}
