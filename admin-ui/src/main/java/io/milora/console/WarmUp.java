package io.milora.console;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.internal.CurrentInstance;
import com.vaadin.flow.server.ServiceInitEvent;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.communication.UidlWriter;
import io.milora.console.home.HomeView;
import io.milora.console.platform.Caller;
import io.milora.console.platform.CallersQuota;
import io.milora.console.platform.LatencyReport;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.UsageReport;
import io.milora.console.session.IdentityProvider;
import io.milora.console.shared.Chart;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.Figure;
import io.milora.model.openai.FineTuningJob;
import io.milora.model.openai.FineTuningJobEvent;
import io.milora.model.openai.Model;
import io.milora.model.openai.Page;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way of the first visitor as soon as the program has started: a Java program loads what
 * it needs when it is needed first, and for the first page that would be seconds. Nobody waits for
 * it, and nothing depends on it.
 */
@ApplicationScoped
public class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);
  private static final Caller NOBODY = new Caller("", null);

  private @Nullable VaadinService service;

  WarmUp() {}

  void know(@Observes ServiceInitEvent event) {
    service = event.getSource();
  }

  /** The service is there before what it asks for can be made. */
  void start(
      @Observes StartupEvent event, Platform platform, IdentityProvider people, ObjectMapper json) {
    Thread.ofPlatform()
        .daemon()
        .name("warm-up")
        .priority(Thread.MIN_PRIORITY)
        .start(() -> run(platform, people, json));
  }

  private void run(Platform platform, IdentityProvider people, ObjectMapper json) {
    try {
      people.isAway();
      ask(() -> platform.manage(NOBODY, (plane, who) -> plane.jobs(who, null, 1)));
      ask(() -> platform.serve(NOBODY, (door, who) -> door.models(who)));
      read(json);
      if (service != null) {
        draw(service);
      }
    } catch (RuntimeException e) {
      LOG.warn("Warming up was given up; the first page takes longer for it", e);
    }
  }

  /** Refused without a token, but asked and answered all the same. */
  private static void ask(Runnable call) {
    try {
      call.run();
    } catch (PlatformException e) {
      LOG.debug("As expected", e);
    }
  }

  /** Makes the readers of what the home shows. */
  private static void read(ObjectMapper json) {
    json.readerFor(new TypeReference<Page<FineTuningJob>>() {});
    json.readerFor(new TypeReference<Page<FineTuningJobEvent>>() {});
    json.readerFor(new TypeReference<Page<Model>>() {});
    json.readerFor(UsageReport.class);
    json.readerFor(LatencyReport.class);
    json.readerFor(CallersQuota.class);
  }

  /** Writes a page that nobody gets. */
  private static void draw(VaadinService service) {
    VaadinSession session = new NobodysSession(service);
    session.lock();
    try {
      VaadinService.setCurrent(service);
      VaadinSession.setCurrent(session);
      UI ui = new UI();
      UI.setCurrent(ui);
      ui.getInternals().setSession(session);
      ui.add(page());
      String text = new UidlWriter().createUidl(ui, false).toString();
      LOG.debugf("Drew a page of %d characters", text.length());
    } finally {
      CurrentInstance.clearAll();
      session.unlock();
    }
  }

  private static Component page() {
    SideNav navigation = new SideNav();
    navigation.addItem(new SideNavItem("Home", HomeView.class, VaadinIcon.HOME_O.create()));
    DataTable<String> table =
        new DataTable<>("", List.of(DataTable.Column.text("", String::valueOf)));
    table.show(List.of(""));
    AppLayout layout = new AppLayout();
    layout.addToDrawer(navigation);
    layout.addToNavbar(new Button("", click -> {}));
    layout.setContent(new Chart("", Chart.Axis.times()));
    layout.addToNavbar(table, new Figure(""), new ProgressBar());
    return layout;
  }

  /** Guarded by a lock of its own, as it belongs to no browser. */
  private static final class NobodysSession extends VaadinSession {
    private final transient ReentrantLock lock = new ReentrantLock();

    NobodysSession(VaadinService service) {
      super(service);
    }

    @Override
    public Lock getLockInstance() {
      return lock;
    }
  }
}
