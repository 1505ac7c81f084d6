package io.milora.console.shared;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.notification.Notification;
import com.vaadin.flow.component.notification.NotificationVariant;
import io.milora.console.platform.PlatformException;
import io.milora.model.Problem;

/** Why something did not work, with every problem and the request's id. */
public final class ErrorNotice extends Div {
  private static final int SHOWN_MILLIS = 12_000;

  /** What the platform said. */
  public ErrorNotice(PlatformException error) {
    addClassName("error-notice");
    getElement().setAttribute("role", "alert");
    if (error.problems().size() > 1) {
      UnorderedList list = new UnorderedList();
      for (Problem problem : error.problems()) {
        list.add(new ListItem(problem.message()));
      }
      add(list);
    } else {
      add(new Paragraph(String.valueOf(error.getMessage())));
    }
    if (error.requestId() != null) {
      Span id = new Span("Request " + error.requestId());
      id.addClassName("request-id");
      add(id);
    }
  }

  /** What the platform said, and a way to try again. */
  public ErrorNotice(PlatformException error, Runnable retry) {
    this(error);
    add(new Button("Try again", click -> retry.run()));
  }

  /** Shows an error over the view, for actions that leave the view as it was. */
  public static void open(PlatformException error) {
    Notification notification = new Notification(new ErrorNotice(error));
    notification.setDuration(SHOWN_MILLIS);
    notification.addThemeVariants(NotificationVariant.LUMO_ERROR);
    notification.setPosition(Notification.Position.TOP_CENTER);
    notification.open();
  }
}
