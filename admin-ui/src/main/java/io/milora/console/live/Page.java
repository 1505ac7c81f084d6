package io.milora.console.live;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import java.util.concurrent.Future;

/**
 * A page in a browser, as threads see it that are not its own.
 *
 * @param ui what it shows
 */
public record Page(UI ui) {
  /** The one that is being worked on. */
  public static Page current() {
    return new Page(UI.getCurrent());
  }

  /** Changes what is shown, soon; nothing happens if the page was closed meanwhile. */
  public void change(Command change) {
    try {
      // The session's error handler gets what goes wrong.
      Future<Void> changing = ui.access(change);
      assert changing != null;
    } catch (UIDetachedException e) {
      // Closed between the question and the answer.
    }
  }
}
