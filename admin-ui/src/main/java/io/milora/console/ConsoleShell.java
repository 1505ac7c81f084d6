package io.milora.console;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Inline;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.shared.ui.Transport;
import com.vaadin.flow.theme.aura.Aura;
import io.milora.console.shared.ChartCanvas;

/**
 * What every page has: theme, style and server push. Not over a WebSocket: this server opens those
 * in the event loops that the REST client's answers come by, and there waits for a session's lock,
 * which a view may hold while it waits for such an answer. Polls also bring refreshed tokens.
 */
@Push(transport = Transport.LONG_POLLING)
@StyleSheet(Aura.STYLESHEET)
@StyleSheet("milora-console.css")
public final class ConsoleShell implements AppShellConfigurator {
  @Override
  public void configurePage(AppShellSettings settings) {
    settings.setPageTitle("MiLoRA");
    settings.addLink("icon", "milora-icon.svg");
    Bundle.preload(settings);
    ChartCanvas.prefetch(settings);
    for (String script : new String[] {"milora-console.js", "milora-keys.js"}) {
      settings.addInlineFromFile(
          Inline.Position.PREPEND, "META-INF/resources/" + script, Inline.Wrapping.JAVASCRIPT);
    }
  }
}
