package io.milora.console.router;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;

/** What light and dark cells mean. */
final class HeatScale extends Div {
  HeatScale(String low, String high) {
    addClassName("heat-scale");
    Div ramp = new Div();
    ramp.addClassName("heat-ramp");
    add(new Span(low), ramp, new Span(high));
  }
}
