package io.milora.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.cli.CommandException;
import io.milora.cli.bench.Chromium.Tab;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Somebody who signs in at the console and looks at every view.
 *
 * @param console its address
 * @param user who signs in at the own Keycloak
 */
record ConsoleWalk(URI console, String user, String password) {
  /** Before the next click. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Milliseconds since the form was sent, by the page's own clock; 0 before the page is drawn. */
  private static final String FIRST_PAGE =
      "location.origin === '%s' && document.querySelector('main .figures, main .empty-state') ? performance.now() : 0";

  /** Whether a field of the sign-in form is on the page. */
  private static final String SHOWN = "!!document.querySelector('input[name=%s]')?.offsetParent";

  private static final String FILL = "document.querySelector('input[name=%s]').value = %s";

  /** Sends the form that has the field. */
  private static final String SEND =
      """
      (() => {
        const field = document.querySelector('input[name=%s]');
        field.value = %s;
        field.form.querySelector('[type=submit]').click();
      })()
      """;

  private static final String VIEWS =
      "[...document.querySelectorAll('vaadin-side-nav-item')].map((item) => item.path)";

  /**
   * Milliseconds from the click until the new view is in the page and laid out, -1 if that takes
   * more than 20 s. Timers, because a browser without windows need not draw.
   */
  private static final String CLICK =
      """
      new Promise((done) => {
        const item = [...document.querySelectorAll('vaadin-side-nav-item')].find((i) => i.path === %s);
        const before = document.querySelector('main');
        const start = performance.now();
        item.shadowRoot.querySelector('a').click();
        const look = () => {
          const main = document.querySelector('main');
          const millis = performance.now() - start;
          if (main && main !== before && main.querySelector('.view-body > *')?.offsetHeight >= 0) {
            done(performance.now() - start);
          } else if (millis > 20000) {
            done(-1);
          } else {
            setTimeout(look, 4);
          }
        };
        look();
      })
      """;

  /** Signs in, and says how long the first page took, milliseconds. */
  double signIn(Tab tab) throws InterruptedException {
    tab.go(console);
    tab.await(SHOWN.formatted("username"));
    // Keycloak asks for the name first, and for the password on a page of its own, or for both at
    // once.
    if (tab.value(SHOWN.formatted("password")).asBoolean()) {
      tab.value(FILL.formatted("username", quoted(user)));
    } else {
      tab.value(SEND.formatted("username", quoted(user)));
      tab.await(SHOWN.formatted("password"));
    }
    tab.value(SEND.formatted("password", quoted(password)));
    return tab.await(FIRST_PAGE.formatted(console)).asDouble();
  }

  /** Goes to every view of the navigation by a click, the home last; milliseconds by view. */
  Map<String, Double> views(Tab tab) throws InterruptedException {
    List<String> paths = new ArrayList<>();
    for (JsonNode path : tab.value(VIEWS)) {
      paths.add(path.asText());
    }
    paths.add(paths.removeFirst());
    Map<String, Double> millis = new LinkedHashMap<>();
    for (String path : paths) {
      Thread.sleep(LOOK);
      double took = tab.value(CLICK.formatted(quoted(path))).asDouble(-1);
      if (took < 0) {
        throw new CommandException("The view " + path + " never came");
      }
      millis.put(path.isEmpty() ? "home" : path, took);
    }
    return millis;
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
