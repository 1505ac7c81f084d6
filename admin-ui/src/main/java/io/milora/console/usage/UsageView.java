package io.milora.console.usage;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.ApiKey;
import io.milora.console.platform.Caller;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.UsageReport;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Chart;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.Download;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import io.milora.console.shared.Workspace;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Requests and tokens by day, key and model, and how much of the quotas that is. */
@Route("usage")
@PageTitle("Usage – MiLoRA")
public final class UsageView extends ConsoleView implements BeforeEnterObserver {
  private UsageChoice choice = UsageChoice.USUAL;

  UsageView(Workspace workspace) {
    super(workspace, "Usage");
    title("Usage", "What your applications called, and how much of your quotas that is.");
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    choice = UsageChoice.of(event.getLocation().getQueryParameters());
    load(this::show);
  }

  private void show() {
    QuotaPanel quotas = new QuotaPanel();
    quotas.show(quota(credentials().caller()));
    long from = from(choice.days());
    UsageReport report =
        account((plane, who) -> plane.usage(who, from, null, choice.grouping().withDays()));
    actions(download(from));
    Usage usage = new Usage(report, choice.grouping(), names());
    body(panel("Quotas", quotas), choices(), figures(usage), charts(usage));
    watch("quota", this::quota, quotas::show);
  }

  private io.milora.console.platform.Quota quota(Caller caller) {
    return platform().account(caller, (plane, who) -> plane.quota(who)).tenant();
  }

  /** Whole days of UTC, today's included. */
  private static long from(int days) {
    return LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC)
        .minusDays(days - 1L)
        .atStartOfDay(ZoneOffset.UTC)
        .toEpochSecond();
  }

  /** Keys by what they are for; only admins may know. */
  private java.util.function.UnaryOperator<String> names() {
    if (choice.grouping() != Grouping.KEY) {
      return group -> group;
    }
    try {
      Map<String, String> names =
          account((plane, who) -> plane.keys(who)).data().stream()
              .collect(Collectors.toMap(ApiKey::id, ApiKey::name));
      return key -> names.containsKey(key) ? names.get(key) + " (" + key + ")" : key;
    } catch (PlatformException e) {
      if (e.isForbidden()) {
        return key -> key;
      }
      throw e;
    }
  }

  private static Div figures(Usage usage) {
    Usage.Total all = usage.whole();
    Figure requests = new Figure("Requests");
    requests.show(Show.count(all.requests()), "in the window");
    Figure errors = new Figure("Errors");
    errors.show(Show.count(all.errors()), share(all.errors(), all.requests()) + " of requests");
    Figure prompts = new Figure("Prompt tokens");
    prompts.show(
        Show.count(all.promptTokens()),
        share(all.cachedTokens(), all.promptTokens()) + " from the cache");
    Figure answers = new Figure("Answer tokens");
    answers.show(Show.count(all.completionTokens()), "in the window");
    Div figures = new Div(requests, errors, prompts, answers);
    figures.addClassName("figures");
    return figures;
  }

  private static String share(long part, long whole) {
    return whole == 0 ? "–" : Show.percent((double) part / whole);
  }

  private Div charts(Usage usage) {
    if (usage.report().data().isEmpty()) {
      return new EmptyState(
          "Nothing was called in these days",
          "Make a key for your application, or ask something in the playground.",
          new Anchor("keys", "Go to keys"),
          new Anchor("playground", "Go to the playground"));
    }
    Chart chart = new Chart(choice.measure().label() + " by day", Chart.Axis.days());
    chart.show(usage.days(choice.measure()));
    DataTable<Usage.Total> totals =
        new DataTable<>(
            "Totals",
            List.of(
                Column.text(choice.grouping().label(), Usage.Total::group),
                Column.number("Requests", total -> Show.count(total.requests())),
                Column.number("Errors", total -> Show.count(total.errors())),
                Column.number("Prompt tokens", total -> Show.count(total.promptTokens())),
                Column.number("of these cached", total -> Show.count(total.cachedTokens())),
                Column.number("Answer tokens", total -> Show.count(total.completionTokens()))));
    totals.show(usage.totals());
    Div both = new Div(panel(choice.measure().label() + " by day", chart));
    if (choice.grouping() != Grouping.NOTHING) {
      both.add(panel("In all", totals));
    }
    return both;
  }

  private Div choices() {
    Div choices =
        new Div(
            select(
                "Days", UsageChoice.WINDOWS, days -> days + " days", choice.days(), choice::with),
            select(
                "Measure",
                List.of(Measure.values()),
                Measure::label,
                choice.measure(),
                choice::with),
            select(
                "Apart by",
                List.of(Grouping.values()),
                Grouping::label,
                choice.grouping(),
                choice::with));
    choices.addClassName("filters");
    return choices;
  }

  private static <T> Select<T> select(
      String label,
      List<T> items,
      com.vaadin.flow.component.ItemLabelGenerator<T> text,
      T value,
      Function<T, UsageChoice> next) {
    Select<T> select = new Select<>();
    select.setLabel(label);
    select.setItems(items);
    select.setItemLabelGenerator(text);
    select.setValue(value);
    select.addValueChangeListener(
        change ->
            UI.getCurrent()
                .navigate(
                    UsageView.class,
                    QueryParameters.simple(next.apply(change.getValue()).query())));
    return select;
  }

  private Anchor download(long from) {
    Credentials credentials = credentials();
    String grouping = choice.grouping().withDays();
    return Download.link(
        "Download as CSV",
        () ->
            Download.File.of(
                platform()
                    .account(
                        credentials.caller(),
                        (plane, who) -> plane.usageTable(who, from, null, grouping)),
                "usage.csv",
                "text/csv"));
  }
}
