package io.milora.console.layout;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.router.Layout;
import com.vaadin.flow.shared.Registration;
import io.milora.console.account.ExportView;
import io.milora.console.account.KeysView;
import io.milora.console.account.MembersView;
import io.milora.console.account.WebhooksView;
import io.milora.console.adapters.AdaptersView;
import io.milora.console.audit.AuditView;
import io.milora.console.datasets.DatasetsView;
import io.milora.console.home.HomeView;
import io.milora.console.jobs.JobsView;
import io.milora.console.latency.LatencyView;
import io.milora.console.latency.OperatorsLatencyView;
import io.milora.console.live.Page;
import io.milora.console.live.Polls;
import io.milora.console.operations.OperationsView;
import io.milora.console.operations.QueueView;
import io.milora.console.operations.TenantsView;
import io.milora.console.operations.WorkersView;
import io.milora.console.platform.Platform;
import io.milora.console.playground.PlaygroundView;
import io.milora.console.router.RouterView;
import io.milora.console.session.IdentityProvider;
import io.milora.console.session.SignedIn;
import io.milora.console.usage.UsageView;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Navigation, the tenant, the theme, and what is wrong with the platform at the moment. */
@Layout
public final class ConsoleLayout extends AppLayout {
  private final transient SignedIn signedIn;
  private final transient PlatformHealth health;
  private final OutageBanner banner = new OutageBanner();
  private @Nullable Registration watch;

  ConsoleLayout(
      SignedIn signedIn, Polls polls, Platform platform, IdentityProvider identityProvider) {
    this.signedIn = signedIn;
    this.health = new PlatformHealth(polls, platform, identityProvider);
    setPrimarySection(Section.DRAWER);
    addToDrawer(navigation());
    Header top = new Header(skipLink(), bar(), banner);
    top.addClassName("top");
    addToNavbar(top);
  }

  /** The first thing that the tabulator key reaches; the page's script follows it. */
  private static Component skipLink() {
    Anchor link = new Anchor("#", "Skip to the content");
    link.setRouterIgnore(true);
    link.addClassName("skip-link");
    return link;
  }

  private static Component brand() {
    Anchor brand = new Anchor("", "MiLoRA");
    brand.addClassName("brand");
    return brand;
  }

  /** By role: the views of the tenant, and those of the whole platform. */
  private Component navigation() {
    Nav landmark = new Nav(brand());
    landmark.getElement().setAttribute("aria-label", "Main");
    if (signedIn.credentials().isPresent() || !signedIn.isOperator()) {
      landmark.add(work(), ofTenant());
    }
    if (signedIn.isOperator()) {
      landmark.add(operations());
    }
    return landmark;
  }

  private static SideNav work() {
    SideNav nav = new SideNav();
    nav.addItem(
        item("Home", HomeView.class, VaadinIcon.HOME_O, "h"),
        nested("Datasets", DatasetsView.class, VaadinIcon.DATABASE, "d"),
        nested("Jobs", JobsView.class, VaadinIcon.FLASK, "j"),
        nested("Adapters", AdaptersView.class, VaadinIcon.CLUSTER, "a"),
        nested("Router", RouterView.class, VaadinIcon.SPLIT, "r"),
        nested("Playground", PlaygroundView.class, VaadinIcon.COMMENTS_O, "p"),
        nested("Latency", LatencyView.class, VaadinIcon.TIMER, "l"));
    return nav;
  }

  private static SideNav operations() {
    SideNav nav = new SideNav("Operations");
    SideNavItem latency = nested("Latency", OperatorsLatencyView.class, VaadinIcon.TIMER, "e");
    latency.getElement().setAttribute("data-says", "Latency of all tenants");
    nav.addItem(
        item("Overview", OperationsView.class, VaadinIcon.DASHBOARD, "o"),
        nested("Tenants", TenantsView.class, VaadinIcon.BUILDING_O, "t"),
        nested("Workers", WorkersView.class, VaadinIcon.SERVER, "w"),
        nested("Queue", QueueView.class, VaadinIcon.LINES_LIST, "q"),
        latency);
    return nav;
  }

  private static SideNav ofTenant() {
    SideNav nav = new SideNav("Tenant");
    nav.addItem(
        nested("Usage", UsageView.class, VaadinIcon.BAR_CHART_H, "u"),
        nested("Audit log", AuditView.class, VaadinIcon.CLIPBOARD_TEXT, "i"),
        nested("Keys", KeysView.class, VaadinIcon.KEY_O, "k"),
        nested("Members", MembersView.class, VaadinIcon.USERS, "m"),
        nested("Webhooks", WebhooksView.class, VaadinIcon.CONNECT_O, "b"),
        nested("Export", ExportView.class, VaadinIcon.ARCHIVE, "x"));
    return nav;
  }

  private static SideNavItem nested(
      String label, Class<? extends Component> view, VaadinIcon picture, String key) {
    SideNavItem item = item(label, view, picture, key);
    item.setMatchNested(true);
    return item;
  }

  /** The page's script finds the key, after a g, in the attribute. */
  private static SideNavItem item(
      String label, Class<? extends Component> view, VaadinIcon picture, String key) {
    SideNavItem item = new SideNavItem(label, view, icon(picture));
    item.getElement().setAttribute("data-key", key);
    return item;
  }

  private static Icon icon(VaadinIcon picture) {
    Icon icon = picture.create();
    icon.getElement().setAttribute("aria-hidden", "true");
    return icon;
  }

  private Component bar() {
    DrawerToggle toggle = new DrawerToggle();
    toggle.setAriaLabel("Navigation");
    Div space = new Div();
    space.addClassName("space");
    Span user = new Span(signedIn.name());
    user.addClassName("user");
    Anchor out = new Anchor("logout", "Sign out");
    out.setRouterIgnore(true);
    Div bar = new Div(toggle, space, tenant(), new KeysButton(), new ThemeToggle(), user, out);
    bar.addClassName("bar");
    return bar;
  }

  private Component tenant() {
    if (signedIn.tenants().size() < 2) {
      Span only = new Span(signedIn.tenants().isEmpty() ? "" : signedIn.tenants().getFirst());
      only.addClassName("tenant");
      return only;
    }
    Select<String> choice = new Select<>();
    choice.setItems(signedIn.tenants());
    choice.setAriaLabel("Tenant");
    choice.addClassName("tenant");
    signedIn.credentials().ifPresent(credentials -> choice.setValue(credentials.tenant()));
    choice.addValueChangeListener(
        change -> {
          if (change.isFromClient()) {
            signedIn.choose(change.getValue());
            // Everything on the page belongs to the tenant before.
            UI.getCurrent().getPage().setLocation("");
          }
        });
    return choice;
  }

  @Override
  protected void onAttach(AttachEvent event) {
    Page page = new Page(event.getUI());
    Consumer<List<String>> show = outages -> page.change(() -> banner.show(outages));
    signedIn
        .credentials()
        .or(signedIn::platform)
        .ifPresent(credentials -> watch = health.watch(credentials, show));
  }

  @Override
  protected void onDetach(DetachEvent event) {
    if (watch != null) {
      watch.remove();
    }
  }

  /** Shows the keyboard's shortcuts. */
  private static final class KeysButton extends Button {
    KeysButton() {
      super(icon(VaadinIcon.KEYBOARD_O));
      addThemeVariants(ButtonVariant.LUMO_TERTIARY);
      addClassName("keys-button");
      setAriaLabel("Keyboard shortcuts");
      setTooltipText("Keyboard shortcuts: ?");
      addClickListener(click -> getElement().executeJs("window.miloraKeys.help()"));
    }
  }

  /** Light, dark, and back; the browser remembers. */
  private static final class ThemeToggle extends Button {
    ThemeToggle() {
      super(icon(VaadinIcon.ADJUST));
      addThemeVariants(ButtonVariant.LUMO_TERTIARY);
      setAriaLabel("Light or dark");
      setTooltipText("Light or dark");
      addClickListener(click -> getElement().executeJs("window.milora.toggleTheme()"));
    }
  }
}
