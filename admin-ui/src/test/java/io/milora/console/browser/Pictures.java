package io.milora.console.browser;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Makes the pictures in {@code docs/images/console} again: every view, wide and narrow, light and
 * dark. Its name keeps it out of the suite; CONTRIBUTING.md says how it is run.
 */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class Pictures extends BrowserTest {
  private static final Path FOLDER = Path.of("../docs/images/console");
  private static final String OLGA = "Olga Operator";
  private static final int QUALITY = 62;
  private static final double SCALE = 0.75;

  /** Charts and pushes arrive a little after the view. */
  private static final double SETTLED_MILLIS = 900;

  private static final List<View> VIEWS =
      List.of(
          new View("home", "", null),
          new View("datasets", "datasets", null),
          new View("dataset", "datasets", "acme-support.jsonl"),
          new View("jobs", "jobs", null),
          new View("job", "jobs", "acme-second"),
          new View("new-job", "new-job", null),
          new View("compare", "jobs/compare", null),
          new View("adapters", "adapters", null),
          new View("adapter", "adapters", "acme-second"),
          new View("alias", "aliases/support", null),
          new View("router", "router", null),
          new View("playground", "playground", null),
          new View("latency", "latency", null),
          new View("usage", "usage", null),
          new View("audit", "audit", null),
          new View("keys", "keys", null),
          new View("members", "members", null),
          new View("webhooks", "webhooks", null),
          new View("export", "export", null));

  private static final List<View> OPERATIONS =
      List.of(
          new View("operations", "operations", null),
          new View("operations-tenants", "operations/tenants", null),
          new View("operations-workers", "operations/workers", null),
          new View("operations-queue", "operations/queue", null),
          new View("operations-latency", "operations/latency", null));

  /**
   * What is shown.
   *
   * @param link on the page that is followed, or null
   */
  private record View(String name, String address, @Nullable String link) {}

  @Test
  void ofEveryView() throws IOException {
    Files.createDirectories(FOLDER);
    for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      for (int width : new int[] {1280, 390}) {
        shoot(ADA, VIEWS, width, colours);
        shoot(OLGA, OPERATIONS, width, colours);
      }
    }
  }

  private void shoot(String person, List<View> views, int width, ColorScheme colours)
      throws IOException {
    try (Browsing browsing = someone(width, 844, colours)) {
      for (View view : views) {
        browsing.open(view.address(), person);
        if (view.link() != null) {
          follow(browsing.page, view.link());
        }
        browsing.page.waitForTimeout(SETTLED_MILLIS);
        String file =
            "%s-%s-%s.webp"
                .formatted(
                    view.name(),
                    width < 640 ? "phone" : "desktop",
                    colours.name().toLowerCase(Locale.ROOT));
        Files.write(FOLDER.resolve(file), picture(browsing.page));
      }
    }
  }

  private static void follow(Page page, String text) {
    page.locator("main a").filter(new Locator.FilterOptions().setHasText(text)).first().click();
    page.locator("main h1")
        .filter(new Locator.FilterOptions().setHasText(text))
        .scrollIntoViewIfNeeded();
    page.mouse().move(0, 0); // where nothing changes its colour
  }

  /** As WebP, which Playwright's own screenshots are not. */
  private static byte[] picture(Page page) {
    JsonObject clip = new JsonObject();
    clip.addProperty("x", 0);
    clip.addProperty("y", 0);
    clip.addProperty("width", page.viewportSize().width);
    clip.addProperty("height", page.viewportSize().height);
    clip.addProperty("scale", SCALE);
    JsonObject how = new JsonObject();
    how.addProperty("format", "webp");
    how.addProperty("quality", QUALITY);
    how.add("clip", clip);
    CDPSession session = page.context().newCDPSession(page);
    return Base64.getDecoder()
        .decode(session.send("Page.captureScreenshot", how).get("data").getAsString());
  }
}
