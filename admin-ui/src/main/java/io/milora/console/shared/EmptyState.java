package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;

/** Nothing is here yet, and what to do about it. */
public final class EmptyState extends Div {
  /** What is not here, what would be, and how to get it. */
  public EmptyState(String title, String next, Component... actions) {
    addClassName("empty-state");
    add(new H2(title), new Paragraph(next));
    add(actions);
  }
}
