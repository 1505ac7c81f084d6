package io.milora.console.usage;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import io.milora.console.platform.QuotaAmounts;
import io.milora.console.shared.Meter;
import io.milora.console.shared.Show;
import io.milora.model.Quota;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How much of each quota is used. */
final class QuotaPanel extends Div {
  private io.milora.console.platform.@Nullable Quota shown;

  QuotaPanel() {
    addClassName("quotas");
  }

  void show(io.milora.console.platform.Quota quota) {
    if (quota.equals(shown)) {
      return;
    }
    shown = quota;
    removeAll();
    for (Quota kind : Quota.values()) {
      add(line(kind, quota.used(), quota.limits()));
    }
  }

  private static Div line(Quota kind, QuotaAmounts used, QuotaAmounts limits) {
    String title = kind.title();
    Span name = new Span(title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1));
    name.addClassName("figure-label");
    Div line = new Div(name, new Meter(used.of(kind), limits.of(kind), text(kind)));
    line.addClassName("quota");
    if (limits.of(kind) == null) {
      Span free = new Span("no limit");
      free.addClassName("figure-note");
      line.add(free);
    }
    return line;
  }

  private static LongFunction<String> text(Quota kind) {
    return kind == Quota.STORAGE_BYTES ? Show::bytes : Show::count;
  }
}
