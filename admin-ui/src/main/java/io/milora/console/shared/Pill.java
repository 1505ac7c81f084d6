package io.milora.console.shared;

import com.vaadin.flow.component.html.Span;
import java.util.Locale;

/** A short word with a colour; the word says it all without the colour. */
public final class Pill extends Span {
  /** What the colour means. */
  public enum Tone {
    NEUTRAL,
    GOOD,
    BUSY,
    WARN,
    BAD
  }

  /** A word in a tone. */
  public Pill(String text, Tone tone) {
    super(text);
    addClassNames("pill", tone.name().toLowerCase(Locale.ROOT));
  }
}
