package io.milora.console.adapters;

import com.vaadin.flow.component.html.Div;

/** The share of a trial as a bar; the words beside it say the same. */
final class ShareBar extends Div {
  /**
   * A bar.
   *
   * @param percent 1 to 99
   */
  ShareBar(int percent) {
    addClassName("meter");
    Div filled = new Div();
    filled.getStyle().setWidth(percent + "%");
    Div bar = new Div(filled);
    bar.addClassName("meter-bar");
    add(bar);
    getElement().setAttribute("aria-hidden", "true");
  }
}
