package io.milora.console.home;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import io.milora.console.platform.Quota;
import io.milora.console.shared.Meter;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Quotas of which little is left, a line each. */
final class NearlyUsed {
  private NearlyUsed() {}

  static List<Component> of(Quota quota) {
    List<Component> lines = new ArrayList<>();
    for (io.milora.model.Quota kind : io.milora.model.Quota.values()) {
      Long used = quota.used().of(kind);
      Long limit = quota.limits().of(kind);
      if (Meter.share(used, limit) >= Meter.NEARLY) {
        LongFunction<String> text =
            kind == io.milora.model.Quota.STORAGE_BYTES ? Show::bytes : Show::count;
        Div line =
            new Div(
                new Anchor("usage", "Quota: " + kind.title()),
                new Pill("nearly used", Pill.Tone.WARN),
                new Meter(used, limit, text));
        line.addClassName("job-line");
        lines.add(line);
      }
    }
    return lines;
  }
}
