package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.shared.Registration;
import io.milora.console.live.Page;
import io.milora.console.live.Polls;
import io.milora.console.live.Reading;
import io.milora.console.platform.Account;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.FrontDoor;
import io.milora.console.platform.OperatorPlane;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** What every view has: a title, actions, a body, errors in words, and live data. */
public abstract class ConsoleView extends Main {
  private static final Duration POLL = Duration.ofMillis(1500);

  private final transient Workspace workspace;
  private final Audience audience;
  private final transient List<Registration> watches = new ArrayList<>();
  private final H1 title = new H1();
  private final Paragraph lead = new Paragraph();
  private final Div actions = new Div();
  private final Div body = new Div();
  private int loads;

  /** A view of the chosen tenant. */
  protected ConsoleView(Workspace workspace, String title) {
    this(workspace, title, Audience.TENANT);
  }

  /** A view for some. */
  protected ConsoleView(Workspace workspace, String title, Audience audience) {
    this.workspace = workspace;
    this.audience = audience;
    addClassName("view");
    Div headline = new Div(this.title, lead);
    headline.addClassName("headline");
    actions.addClassName("actions");
    body.addClassName("view-body");
    Header header = new Header(headline, actions);
    header.addClassName("view-header");
    super.add(header, body);
    this.title.setText(title);
    lead.setVisible(false);
  }

  /** Names the view. */
  protected final void title(String text, String explanation) {
    title.setText(text);
    lead.setText(explanation);
    lead.setVisible(!explanation.isEmpty());
  }

  /** What can be done here. */
  protected final void actions(Component... buttons) {
    actions.removeAll();
    actions.add(buttons);
  }

  /** Replaces what the view shows. */
  protected final void body(Component... parts) {
    body.removeAll();
    body.add(parts);
  }

  /** Shows something that needs the platform, or why it cannot be shown. */
  protected final void load(Runnable show) {
    endWatches();
    loads++;
    try {
      if (workspace.credentials(audience).isEmpty()) {
        body(audience.refusal());
        return;
      }
      show.run();
    } catch (PlatformException e) {
      if (e.isForbidden()) {
        actions();
        body(new EmptyState("Your role does not allow this", String.valueOf(e.getMessage())));
      } else {
        body(new ErrorNotice(e, () -> load(show)));
      }
    }
  }

  /** A part of a view with a title. */
  protected static Section panel(String title, Component... content) {
    Section panel = new Section(new H2(title));
    panel.addClassName("panel");
    panel.add(content);
    return panel;
  }

  /** Does something for the user; an error is shown over the view, which stays as it is. */
  protected final void attempt(Runnable action) {
    try {
      action.run();
    } catch (PlatformException e) {
      ErrorNotice.open(e);
    }
  }

  /**
   * Asks for what may take long; the view stays usable meanwhile. The answer is dropped if the view
   * was left, or loads something else, before it came.
   *
   * @param fetch in a thread of its own
   * @param failed gets why there is no answer
   */
  protected final <T> void later(
      Function<Caller, T> fetch, Consumer<T> show, Consumer<PlatformException> failed) {
    Page page = Page.current();
    Caller caller = credentials().caller();
    int asked = loads;
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                T answer = fetch.apply(caller);
                page.change(() -> ifStillHere(asked, () -> show.accept(answer)));
              } catch (PlatformException e) {
                page.change(() -> ifStillHere(asked, () -> failed.accept(e)));
              }
            });
  }

  private void ifStillHere(int asked, Runnable change) {
    if (isAttached() && asked == loads) {
      change.run();
    }
  }

  /** Asks the control plane now. */
  protected final <T> T manage(BiFunction<ControlPlane, Caller, T> call) {
    return workspace.platform().manage(credentials().caller(), call);
  }

  /** Asks who may use the tenant, and what they did and used, now. */
  protected final <T> T account(BiFunction<Account, Caller, T> call) {
    return workspace.platform().account(credentials().caller(), call);
  }

  /** Asks as an operator now. */
  protected final <T> T operate(BiFunction<OperatorPlane, Caller, T> call) {
    return workspace.platform().operate(credentials().caller(), call);
  }

  /** Asks the data plane now. */
  protected final <T> T serve(BiFunction<FrontDoor, Caller, T> call) {
    return workspace.platform().serve(credentials().caller(), call);
  }

  /** Whether the user is one of those whom views for some are for. */
  protected final boolean belongsTo(Audience some) {
    return workspace.credentials(some).isPresent();
  }

  /** The audience's, for work outside of the session's lock. */
  protected final Credentials credentials() {
    return workspace
        .credentials(audience)
        .orElseThrow(() -> new IllegalStateException("Views load nothing for others"));
  }

  /** What is kept of a form of this view. */
  protected final Draft draft(String form) {
    return new Draft(credentials(), form);
  }

  protected final Platform platform() {
    return workspace.platform();
  }

  /**
   * Shows what changes, until the view is closed or loads something else.
   *
   * @param topic name as in {@link Polls#watch}
   */
  protected final <T> void watch(String topic, Function<Caller, T> fetch, Consumer<T> show) {
    watch(topic, POLL, fetch, show);
  }

  /** The same, asking as often as the pause says. */
  protected final <T> void watch(
      String topic, Duration pause, Function<Caller, T> fetch, Consumer<T> show) {
    Page page = Page.current();
    watches.add(
        workspace
            .polls()
            .<T>watch(
                credentials(),
                topic,
                pause,
                fetch,
                reading -> {
                  if (reading instanceof Reading.Fresh<T>(T value)) {
                    page.change(() -> show.accept(value));
                  }
                }));
  }

  @Override
  protected final void onDetach(DetachEvent event) {
    endWatches();
  }

  private void endWatches() {
    watches.forEach(Registration::remove);
    watches.clear();
  }
}
