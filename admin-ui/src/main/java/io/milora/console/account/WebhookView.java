package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Caller;
import io.milora.console.platform.Webhook;
import io.milora.console.platform.WebhookDelivery;
import io.milora.console.shared.Age;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Links;
import io.milora.console.shared.Pill;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import io.milora.model.openai.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an address was told, and what came of it; live. */
@Route("webhooks")
public final class WebhookView extends ConsoleView
    implements HasUrlParameter<String>, HasDynamicTitle {
  private static final int PAGE = 50;

  private final transient Set<String> opened = new HashSet<>();
  private final DataTable<WebhookDelivery> table =
      new DataTable<>(
          "Deliveries",
          List.of(
              Column.of("When", delivery -> new Age(delivery.createdAt())),
              Column.of(
                  "Event",
                  delivery -> new Pill(WebhookEvent.words(delivery.event()), Pill.Tone.NEUTRAL)),
              Column.of("State", WebhookView::state),
              Column.number("Attempts", delivery -> Show.count(delivery.attempts())),
              Column.text("Last answer", WebhookView::answer),
              Column.of("Sent", this::payload),
              Column.of("Once more", this::again)));
  private final EmptyState nothing =
      new EmptyState(
          "Nothing was sent yet", "The next job that ends is the first to be told about.");
  private final Div list = new Div();
  private final Button more = new Button("Show older ones", click -> attempt(this::loadOlder));
  private final transient List<WebhookDelivery> older = new ArrayList<>();
  private transient List<WebhookDelivery> newest = List.of();
  private String id = "";

  WebhookView(Workspace workspace) {
    super(workspace, "Webhook");
  }

  @Override
  public void setParameter(BeforeEvent event, String webhook) {
    id = webhook;
    load(this::show);
  }

  @Override
  public String getPageTitle() {
    return "Webhook – MiLoRA";
  }

  private void show() {
    Optional<Webhook> found =
        account((plane, who) -> plane.webhooks(who)).data().stream()
            .filter(hook -> hook.id().equals(id))
            .findFirst();
    actions(new Anchor("webhooks", "All webhooks"));
    if (found.isEmpty()) {
      title("Webhook", id);
      body(
          new EmptyState(
              "There is no such webhook",
              "It may have been deleted.",
              Links.button(new Anchor("webhooks", "Show webhooks"))));
      return;
    }
    title("Webhook", found.get().url());
    older.clear();
    Page<WebhookDelivery> first = page(credentials().caller(), null);
    more.setVisible(first.hasMore());
    body(list, more);
    show(first);
    watch("deliveries of " + id, caller -> page(caller, null), this::show);
  }

  private Page<WebhookDelivery> page(Caller caller, @Nullable String after) {
    return platform().account(caller, (plane, who) -> plane.deliveries(who, id, after, PAGE));
  }

  private void loadOlder() {
    List<WebhookDelivery> known = older.isEmpty() ? newest : older;
    Page<WebhookDelivery> page = page(credentials().caller(), known.getLast().id());
    older.addAll(page.data());
    more.setVisible(page.hasMore());
    refresh();
  }

  private void show(Page<WebhookDelivery> page) {
    newest = page.data();
    refresh();
  }

  private void refresh() {
    List<WebhookDelivery> all = new ArrayList<>(newest);
    older.stream()
        .filter(one -> newest.stream().noneMatch(other -> other.id().equals(one.id())))
        .forEach(all::add);
    table.show(all);
    Component shown = all.isEmpty() ? nothing : table;
    if (shown.getParent().isEmpty()) {
      list.removeAll();
      list.add(shown);
    }
  }

  private static Component state(WebhookDelivery delivery) {
    return switch (delivery.state()) {
      case DELIVERED -> new Pill("delivered", Pill.Tone.GOOD);
      case GIVEN_UP -> new Pill("given up", Pill.Tone.BAD);
      case WAITING -> {
        Div waiting = new Div(new Pill("waiting", Pill.Tone.WARN));
        Long next = delivery.nextAttemptAt();
        if (next != null && delivery.attempts() > 0) {
          waiting.add(new Span(" again at " + Show.exact(next)));
        }
        yield waiting;
      }
    };
  }

  private static String answer(WebhookDelivery delivery) {
    String problem = delivery.problem();
    Integer status = delivery.httpStatus();
    if (problem != null) {
      return problem;
    }
    return status == null ? "–" : "status " + status;
  }

  /** One that waits is sent without being asked for. */
  private Component again(WebhookDelivery delivery) {
    if (delivery.state() == WebhookDelivery.State.WAITING && delivery.attempts() == 0) {
      return new Span("–");
    }
    Button button = new Button("Send again", click -> attempt(() -> sendAgain(delivery)));
    button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    button.setAriaLabel("Send again what happened at " + Show.exact(delivery.createdAt()));
    return button;
  }

  private void sendAgain(WebhookDelivery delivery) {
    account((plane, who) -> plane.sendAgain(who, id, delivery.id()));
    show(page(credentials().caller(), null));
  }

  /** Stays open when its row is drawn anew, as it is after each attempt. */
  private Component payload(WebhookDelivery delivery) {
    Code text = new Code(delivery.payload().toPrettyString());
    text.addClassName("row-text");
    text.getElement().setAttribute("tabindex", "0");
    Details details = new Details("Message", text);
    details.setOpened(opened.contains(delivery.id()));
    details.addOpenedChangeListener(
        change -> {
          if (change.isOpened()) {
            opened.add(delivery.id());
          } else {
            opened.remove(delivery.id());
          }
        });
    return details;
  }
}
