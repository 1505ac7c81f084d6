package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;

/**
 * How long ago something was, for instance {@code 5 min ago}; older than a day its date. The
 * browser writes it, so that it ages by itself; the exact time is its tooltip.
 */
@Tag("milora-age")
public final class Age extends Component {
  /** The age of what happened then, in seconds since 1970. */
  public Age(long epochSecond) {
    getElement().setAttribute("date", Show.date(epochSecond));
    getElement().setAttribute("title", Show.exact(epochSecond));
    getElement().setAttribute("at", String.valueOf(epochSecond));
  }
}
