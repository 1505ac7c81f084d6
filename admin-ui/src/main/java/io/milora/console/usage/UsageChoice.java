package io.milora.console.usage;

import com.vaadin.flow.router.QueryParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of the usage to show; it is in the address.
 *
 * @param days how far back, today included
 */
record UsageChoice(int days, Measure measure, Grouping grouping) {
  static final List<Integer> WINDOWS = List.of(7, 30, 90);
  static final UsageChoice USUAL = new UsageChoice(30, Measure.REQUESTS, Grouping.NOTHING);

  private static final String DAYS = "days";
  private static final String MEASURE = "show";
  private static final String GROUPING = "by";

  /** Whatever is not understood is as usual. */
  static UsageChoice of(QueryParameters query) {
    return new UsageChoice(
        WINDOWS.stream()
            .filter(days -> query.getSingleParameter(DAYS).equals(Optional.of("" + days)))
            .findFirst()
            .orElse(USUAL.days),
        constant(query, MEASURE, Measure.values(), USUAL.measure),
        constant(query, GROUPING, Grouping.values(), USUAL.grouping));
  }

  private static <E extends Enum<E>> E constant(
      QueryParameters query, String name, E[] all, E usual) {
    String given = query.getSingleParameter(name).orElse("");
    return Arrays.stream(all)
        .filter(constant -> word(constant).equals(given))
        .findFirst()
        .orElse(usual);
  }

  UsageChoice with(Integer other) {
    return new UsageChoice(other, measure, grouping);
  }

  UsageChoice with(Measure other) {
    return new UsageChoice(days, other, grouping);
  }

  UsageChoice with(Grouping other) {
    return new UsageChoice(days, measure, other);
  }

  Map<String, String> query() {
    return Map.of(DAYS, String.valueOf(days), MEASURE, word(measure), GROUPING, word(grouping));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
