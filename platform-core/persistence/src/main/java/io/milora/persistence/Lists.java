package io.milora.persistence;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists in OpenAI's way: each part starts after an element of the last one. */
final class Lists {
  private Lists() {}

  /** As {@link #list}, newest first. */
  static <T> List<T> newestFirst(
      EntityManager entities,
      Class<T> type,
      String order,
      String filter,
      Map<String, Object> parameters,
      @Nullable String after,
      int limit) {
    return list(entities, type, order, ListOrder.DESC, filter, parameters, after, limit);
  }

  /**
   * A part of a list.
   *
   * @param <T> an entity
   * @param column orders, unique together with the id
   * @param order which end comes first
   * @param filter a condition on {@code e}, with named parameters
   * @param after id of the element before the first one, null for the beginning
   * @param limit how many at most
   * @throws InvalidInputException if {@code after} is not in the list
   */
  static <T> List<T> list(
      EntityManager entities,
      Class<T> type,
      String column,
      ListOrder order,
      String filter,
      Map<String, Object> parameters,
      @Nullable String after,
      int limit) {
    String where = " WHERE " + filter;
    Map<String, Object> all = new HashMap<>(parameters);
    if (after != null) {
      all.put("after", after);
      requireElement(entities, type, where, all, after);
      where +=
          " AND (e.%1$s %3$s (SELECT a.%1$s FROM %2$s a WHERE a.id = :after)"
                  .formatted(column, type.getSimpleName(), order.beyond())
              + " OR (e.%1$s = (SELECT a.%1$s FROM %2$s a WHERE a.id = :after) AND e.id %3$s :after))"
                  .formatted(column, type.getSimpleName(), order.beyond());
    }
    String select =
        "SELECT e FROM %2$s e%3$s ORDER BY e.%1$s %4$s, e.id %4$s"
            .formatted(column, type.getSimpleName(), where, order);
    return query(entities, type, select, all).setMaxResults(limit).getResultList();
  }

  private static <T> void requireElement(
      EntityManager entities,
      Class<T> type,
      String where,
      Map<String, Object> parameters,
      String after) {
    long found =
        query(
                entities,
                Long.class,
                "SELECT count(e) FROM "
                    + type.getSimpleName()
                    + " e"
                    + where
                    + " AND e.id = :after",
                parameters)
            .getSingleResult();
    if (found == 0) {
      throw new InvalidInputException(
          Problem.unknown("after", after, "an id from this list's earlier part"));
    }
  }

  private static <T> TypedQuery<T> query(
      EntityManager entities, Class<T> type, String jpql, Map<String, Object> parameters) {
    TypedQuery<T> query = entities.createQuery(jpql, type);
    parameters.forEach(query::setParameter);
    return query;
  }
}
