package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files too large for one request, which the tests' console says of those over 64 KiB. */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class UploadsIT extends BrowserTest {
  private static final int PART = 1 << 16;
  private static final int PARTS = 5;

  @SuppressWarnings("NullAway.Init") // by the framework
  @TempDir
  Path folder;

  @Test
  void aLargeFileArrivesByteForByteAlthoughTheConnectionBreaksInTheMiddle() throws IOException {
    Path file = rows("long.jsonl", "");
    try (Browsing ada = desktop().open("datasets", ADA)) {
      AtomicInteger sent = breaking(ada.page, number -> number == 3);
      choose(ada.page, file);
      assertThat(ada.page.locator(".part-upload")).containsText("The connection broke");
      assertThat(ada.barriers()).isEmpty();
      ada.page.getByText("long.jsonl is ready").waitFor();
      assertThat(sent).hasValue(PARTS + 1);
      assertThat(ada.page.locator(".part-upload")).isHidden();
      ada.page.getByText("Look at its rows").click();
      ada.page.locator(".row-panel").first().waitFor();
      Download download = ada.page.waitForDownload(() -> ada.page.getByText("Download").click());
      assertThat(download.path()).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void aClosedPageLosesNoneOfThePartsThatHaveArrived() throws IOException {
    Path file = rows("closed.jsonl", "");
    try (Browsing grace = desktop().open("datasets", GRACE)) {
      breaking(grace.page, number -> number > 2);
      choose(grace.page, file);
      assertThat(grace.page.locator(".part-upload")).containsText("The connection broke");
      grace.page.unrouteAll();
      grace.page.reload();
      assertThat(grace.page.locator(".part-upload")).containsText("Choose the same file above");
      assertThat(grace.page.locator(".part-upload")).containsText("131.1 KB of");
      assertThat(grace.barriers()).isEmpty();
      choose(grace.page, rows("other.jsonl", ""));
      assertThat(grace.page.locator(".part-upload")).containsText("closed.jsonl is not complete");
      AtomicInteger sent = breaking(grace.page, _ -> false);
      choose(grace.page, file);
      grace.page.getByText("closed.jsonl is ready").waitFor();
      assertThat(sent).hasValue(PARTS - 2);
    }
  }

  @Test
  void badRowsOfALargeFileAreShownAndNothingIsKept() throws IOException {
    Path file = rows("bad-long.jsonl", "{\"prompt\":\"2+3=ü\",\"completion\":\"\"}\n");
    try (Browsing ada = desktop().open("datasets", ADA)) {
      choose(ada.page, file);
      assertThat(ada.page.locator(".report")).containsText("bad-long.jsonl was not kept");
      assertThat(ada.page.locator(".report .row-text"))
          .hasText("{\"prompt\":\"2+3=ü\",\"completion\":\"\"}");
      assertThat(ada.page.locator(".part-upload")).isHidden();
      ada.page.reload();
      assertThat(ada.page.locator("main h1")).isVisible();
      assertThat(ada.page.locator(".part-upload")).isHidden();
      assertThat(ada.faults()).isEmpty();
    }
  }

  /** A file that fills all parts but a little of the last. */
  private Path rows(String name, String last) throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; rows.length() < PARTS * PART - 1000; i++) {
      rows.append("{\"prompt\":\"%d + 1 =\",\"completion\":\"%d\"}\n".formatted(i, i + 1));
    }
    return Files.writeString(folder.resolve(name), rows.append(last));
  }

  private static void choose(Page page, Path file) {
    page.locator("vaadin-upload input[type=file]").setInputFiles(file);
  }

  /** Breaks the connection while some parts are sent, by their numbers from 1; counts them. */
  private static AtomicInteger breaking(Page page, IntPredicate broken) {
    AtomicInteger sent = new AtomicInteger();
    page.route(
        "**/VAADIN/dynamic/**",
        route -> {
          Request request = route.request();
          if (request.headers().containsKey("x-upload") && broken.test(sent.incrementAndGet())) {
            route.abort("connectionreset");
          } else {
            route.resume();
          }
        });
    return sent;
  }
}
