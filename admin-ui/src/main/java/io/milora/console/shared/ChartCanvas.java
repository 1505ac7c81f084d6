package io.milora.console.shared;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasSize;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.page.Page;
import com.vaadin.flow.server.AppShellSettings;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The element that draws, over ECharts from its WebJar: so the console needs no bundle. */
@Tag("milora-chart")
public final class ChartCanvas extends Component implements HasSize {
  private static final String ECHARTS = "webjars/echarts/5.5.0/echarts.min.js";
  private static final String ELEMENT = "milora-chart.js";
  private static final String CONTEXT = "context://";
  private static final String PICKED = "event.detail.x";

  private @Nullable ObjectNode data;

  ChartCanvas(String label) {
    getElement().setAttribute("role", "img");
    getElement().setAttribute("aria-label", label + "; the numbers are in the table below");
  }

  /** Has the browser fetch what draws while it has nothing else to do. */
  public static void prefetch(AppShellSettings page) {
    page.addLink("prefetch", ECHARTS);
    page.addLink("prefetch", ELEMENT);
  }

  @Override
  protected void onAttach(AttachEvent event) {
    Page page = event.getUI().getPage();
    page.addJavaScript(CONTEXT + ECHARTS);
    page.addJavaScript(CONTEXT + ELEMENT);
    send();
  }

  void draw(ObjectNode chart) {
    data = chart;
    if (isAttached()) {
      send();
    }
  }

  /** Tells where somebody clicked, as an x. */
  void onPick(DoubleConsumer listener) {
    getElement().setAttribute("pickable", true);
    getElement()
        .addEventListener(
            "pick", event -> listener.accept(event.getEventData().get(PICKED).asDouble()))
        .addEventData(PICKED);
  }

  private void send() {
    if (data != null) {
      getElement()
          .executeJs(
              "const data = $0; customElements.whenDefined('milora-chart').then(() => this.draw(data))",
              data);
    }
  }
}
