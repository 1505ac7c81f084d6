package io.milora.console.latency;

import com.vaadin.flow.router.QueryParameters;
import io.milora.console.platform.ServedParameters;
import io.milora.model.LatencyKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a dashboard shows; all of it is in its address.
 *
 * @param recent a window that ends now, unless {@code from} and {@code to} are given
 * @param from seconds since 1970, or null
 * @param to seconds since 1970, exclusive, or null
 * @param by what the table of groups tells apart
 * @param filters what else is left out
 */
record LatencyQuery(
    Recent recent,
    @Nullable Long from,
    @Nullable Long to,
    LatencyKind kind,
    Dimension by,
    Map<Dimension, String> filters) {
  /** How far back there are minutes, with a little less than the platform keeps by default. */
  private static final Duration MINUTES_KEPT = Duration.ofDays(7).minusHours(1);

  LatencyQuery {
    filters = Map.copyOf(filters);
  }

  /**
   * Reads an address; what is not understood has its usual value.
   *
   * @param usual what groups are told apart by if nothing is said
   */
  static LatencyQuery of(QueryParameters address, Dimension usual) {
    Map<Dimension, String> filters = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      address
          .getSingleParameter(dimension.wireName())
          .ifPresent(value -> filters.put(dimension, value));
    }
    Long from = seconds(address, "from");
    Long to = seconds(address, "to");
    boolean whole = from != null && to != null && from < to;
    return new LatencyQuery(
        address.getSingleParameter("window").flatMap(Recent::of).orElse(Recent.HOUR),
        whole ? from : null,
        whole ? to : null,
        constant(address, "kind", LatencyKind.values(), LatencyKind.TTFT),
        constant(address, "by", Dimension.values(), usual),
        filters);
  }

  private static <E extends Enum<E>> E constant(
      QueryParameters address, String name, E[] values, E usual) {
    String given = address.getSingleParameter(name).orElse("");
    return Arrays.stream(values)
        .filter(value -> wireName(value).equals(given))
        .findFirst()
        .orElse(usual);
  }

  private static @Nullable Long seconds(QueryParameters address, String name) {
    String given = address.getSingleParameter(name).orElse("");
    return given.matches("[0-9]{1,11}") ? (Long) Long.parseLong(given) : null;
  }

  static String wireName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The address of the same dashboard, to be kept and sent on. */
  QueryParameters address() {
    Map<String, String> address = new LinkedHashMap<>();
    if (from != null && to != null) {
      address.put("from", from.toString());
      address.put("to", to.toString());
    } else {
      address.put("window", recent.wireName());
    }
    address.put("kind", wireName(kind));
    address.put("by", by.wireName());
    filters.forEach((dimension, value) -> address.put(dimension.wireName(), value));
    return QueryParameters.simple(address);
  }

  LatencyQuery with(Recent window) {
    return new LatencyQuery(window, null, null, kind, by, filters);
  }

  LatencyQuery with(LatencyKind other) {
    return new LatencyQuery(recent, from, to, other, by, filters);
  }

  LatencyQuery with(Dimension other) {
    return new LatencyQuery(recent, from, to, kind, other, filters);
  }

  /** Of one group only. */
  LatencyQuery only(Dimension dimension, String value) {
    Map<Dimension, String> more = new EnumMap<>(Dimension.class);
    more.putAll(filters);
    more.put(dimension, value);
    return new LatencyQuery(recent, from, to, kind, by, more);
  }

  /** Of all groups again. */
  LatencyQuery without(Dimension dimension) {
    return new LatencyQuery(
        recent,
        from,
        to,
        kind,
        by,
        filters.entrySet().stream()
            .filter(filter -> filter.getKey() != dimension)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** The piece of time around a point of it. */
  LatencyQuery around(double time) {
    long seconds = step(Instant.now()).seconds();
    long start = Math.floorDiv((long) time, seconds) * seconds;
    return new LatencyQuery(recent, start, start + seconds, kind, by, filters);
  }

  /** Whether the window ends now. */
  boolean isLive() {
    return from == null;
  }

  long start(Instant now) {
    return from == null ? now.minus(recent.length()).getEpochSecond() : from;
  }

  long end(Instant now) {
    return to == null ? now.getEpochSecond() : to;
  }

  Step step(Instant now) {
    return Step.of(
        Duration.ofSeconds(end(now) - start(now)),
        Instant.ofEpochSecond(start(now)).isBefore(now.minus(MINUTES_KEPT)));
  }

  ServedParameters parameters(Instant now) {
    return new ServedParameters(
        start(now),
        end(now),
        filters.get(Dimension.TENANT),
        filters.get(Dimension.ADAPTER),
        filters.get(Dimension.WORKER));
  }
}
