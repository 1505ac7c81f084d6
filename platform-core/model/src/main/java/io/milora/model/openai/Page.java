package io.milora.model.openai;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list; the next part starts after the id of its last element.
 *
 * @param firstId id of the first element, null if there is none
 * @param lastId id of the last element, null if there is none
 * @param hasMore whether there is a next part
 */
public record Page<T>(
    String object,
    List<T> data,
    @Nullable String firstId,
    @Nullable String lastId,
    boolean hasMore) {

  /** These elements, in this order. */
  public static <T> Page<T> of(List<T> data, boolean hasMore, Function<T, String> id) {
    return new Page<>(
        "list",
        List.copyOf(data),
        data.isEmpty() ? null : id.apply(data.getFirst()),
        data.isEmpty() ? null : id.apply(data.getLast()),
        hasMore);
  }

  /**
   * Cuts what a query for one element more than asked has found.
   *
   * @param found up to {@code limit + 1} elements
   */
  public static <T> Page<T> cut(List<T> found, int limit, Function<T, String> id) {
    return of(found.subList(0, Math.min(limit, found.size())), found.size() > limit, id);
  }
}
