package io.milora.console.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A person's browser, which remembers what went wrong in it. */
final class Browsing implements AutoCloseable {
  final Page page;
  private final BrowserContext context;
  private final String console;
  private final List<String> faults = new ArrayList<>();
  private boolean sessionEnded;

  private Browsing(BrowserContext context, String console) {
    this.context = context;
    this.console = console;
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !isSentToSignIn(message.text())) {
            faults.add(message.text());
          }
        });
    page.onPageError(faults::add);
  }

  static Browsing of(Browser browser, String console, int width, int height, ColorScheme colours) {
    return new Browsing(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setTimezoneId("Europe/Berlin")
                .setColorScheme(colours)),
        console);
  }

  /** Goes to a view; whoever is not signed in does so as this person, and gets there. */
  Browsing open(String view, String person) {
    page.navigate(console + view);
    if (page.title().equals("Sign in")) {
      page.getByText(person, new Page.GetByTextOptions().setExact(true)).click();
    }
    page.locator("main h1").waitFor();
    return this;
  }

  /** Which view is open, with its query. */
  String path() {
    return page.url().substring(console.length());
  }

  /** Forgets who is signed in, as after a long break. */
  void endSession() {
    sessionEnded = true;
    context.clearCookies();
  }

  /** What a page asks for after its session has ended is sent where its policy lets it not go. */
  private boolean isSentToSignIn(String message) {
    return sessionEnded && message.contains("/authorize?");
  }

  /** What a person who needs help to see, hear or point would stumble over. */
  List<String> barriers() {
    return new AxeBuilder(page)
        .exclude("vaadin-connection-indicator").analyze().getViolations().stream()
            .map(Browsing::text)
            .toList();
  }

  private static String text(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getNodes().stream()
            .map(node -> node.getHtml() + " (" + node.getFailureSummary() + ")")
            .collect(Collectors.joining("; "));
  }

  /** Errors in the browser's console so far. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  @Override
  public void close() {
    context.close();
  }
}
