package io.milora.engine.train;

import io.milora.engine.text.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows with the domains they belong to. Immutable.
 *
 * @param examples fit to the job's length
 * @param labels the domain of each, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
record DomainRows(List<Example> examples, int[] labels) {
  int size() {
    return examples.size();
  }

  /** Every row. */
  List<Integer> all() {
    return IntStream.range(0, size()).boxed().toList();
  }

  /** Domains of some rows. */
  int[] domains(List<Integer> rows) {
    return rows.stream().mapToInt(row -> labels[row]).toArray();
  }

  /** Some rows. */
  Batch batch(List<Integer> rows) {
    return Batch.of(rows.stream().map(examples::get).toList());
  }

  /** Some rows without their responses, which the routers do not see. */
  Batch prompts(List<Integer> rows) {
    return Batch.of(
        rows.stream().map(row -> new Example(examples.get(row).prompt(), new int[0])).toList());
  }

  int promptTokens(List<Integer> rows) {
    return rows.stream().mapToInt(row -> examples.get(row).prompt().length).sum();
  }

  int responseTokens(List<Integer> rows) {
    return rows.stream().mapToInt(row -> examples.get(row).response().length).sum();
  }

  /** Rows in parts of at most so many, in their order. */
  static List<List<Integer>> cut(List<Integer> rows, int size) {
    List<List<Integer>> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += size) {
      parts.add(List.copyOf(rows.subList(from, Math.min(from + size, rows.size()))));
    }
    return parts;
  }
}
