package io.milora.console.shared;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How much of a limit is used: in words, and as a bar that changes its colour near the end. */
public final class Meter extends Div {
  /** From here on somebody should know. */
  public static final double NEARLY = 0.8;

  private static final double FULL = 0.97;

  /**
   * A meter.
   *
   * @param used null if it is not counted
   * @param limit null if there is none; then there is no bar
   * @param text writes an amount with its unit
   */
  public Meter(@Nullable Long used, @Nullable Long limit, LongFunction<String> text) {
    addClassName("meter");
    String amount = used == null ? "–" : text.apply(used);
    add(new Span(limit == null ? amount : amount + " of " + text.apply(limit)));
    if (limit != null) {
      double share = share(used, limit);
      Div filled = new Div();
      filled.getStyle().setWidth(String.format(Locale.ROOT, "%.1f%%", 100 * Math.min(1, share)));
      Div bar = new Div(filled);
      bar.addClassName("meter-bar");
      bar.setClassName("warn", share >= NEARLY);
      bar.setClassName("bad", share >= FULL);
      add(bar);
    }
  }

  /** The share of the limit that is used; 0 if there is no limit. */
  public static double share(@Nullable Long used, @Nullable Long limit) {
    return used == null || limit == null ? 0 : (double) used / limit;
  }
}
