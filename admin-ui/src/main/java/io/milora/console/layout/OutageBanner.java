package io.milora.console.layout;

import com.vaadin.flow.component.html.Div;
import java.util.List;

/** Says in words what does not work, as long as it does not. */
final class OutageBanner extends Div {
  OutageBanner() {
    addClassName("outage");
    getElement().setAttribute("role", "status");
    setVisible(false);
  }

  void show(List<String> outages) {
    setVisible(!outages.isEmpty());
    setText(
        String.join(" ", outages)
            + " The platform restarts what has stopped; what runs in the background goes on.");
  }
}
