package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/** A number, and what it is. */
public final class Figure extends Div {
  private final Span value = new Span();
  private final Span note = new Span();

  /** What the number is; it is a dash so far. */
  public Figure(String label) {
    addClassName("figure");
    Span name = new Span(label);
    name.addClassName("figure-label");
    value.addClassName("figure-value");
    note.addClassName("figure-note");
    add(name, value, note);
    show("–", "");
  }

  /** Shows a number with its unit, and a remark. */
  public void show(String text, String remark) {
    value.setText(text);
    note.setText(remark);
  }

  /** The same with a remark that is more than a text. */
  public void show(String text, Component... remark) {
    value.setText(text);
    note.removeAll();
    note.add(remark);
  }
}
