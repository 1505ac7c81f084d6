package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

/** Rows as they are trained, of files of any kind. */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class DatasetsIT extends BrowserTest {
  @Test
  void rowsShowWhatTheModelReadsAndMarkWhatItLearns() {
    try (Browsing ada = desktop().open("datasets", ADA)) {
      ada.page.getByText("acme-support.jsonl").click();
      Locator row = ada.page.locator(".row-panel").first();
      assertThat(row.locator(".rendered")).containsText("<|im_start|>");
      assertThat(row.locator("mark").first()).hasText("It left our store this morning.<|im_end|>");
      assertThat(figure(ada, "Equal rows")).containsText("3");
      assertThat(ada.page.locator("main")).containsText("acme-first");
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aTableIsReadByRowsAndTheirLengthsAreAHistogramWithNumbers() {
    try (Browsing ada = desktop().open("datasets", ADA)) {
      ada.page.getByText("acme-sums.csv").first().click();
      Locator rows = ada.page.locator(".row-panel");
      assertThat(rows).hasCount(10);
      assertThat(rows.first()).containsText("Row 2");
      assertThat(rows.first()).containsText("What is 1 and one?It is 2");
      assertThat(ada.page.locator("main")).containsText("Versions of acme-sums.csv");
      ada.page.locator("milora-chart svg").waitFor();
      ada.page.getByText("Numbers").click();
      assertThat(ada.page.locator("table[aria-label='Rows by their length'] tbody tr").first())
          .isVisible();
      button(ada.page, "Next rows").click();
      ada.page.waitForURL("**?after=11");
      assertThat(rows).hasCount(5);
      Download file = ada.page.waitForDownload(() -> ada.page.getByText("Download").click());
      assertThat(file.suggestedFilename()).isEqualTo("acme-sums.csv");
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aShorterLengthShowsWhatIsCutByALinkThatCanBeKept() {
    try (Browsing ada = phone().open("datasets", ADA)) {
      ada.page.getByText("acme-sums.csv").first().click();
      ada.page.locator(".row-panel").first().waitFor();
      ada.page.getByLabel("Tokens a row may have").fill("8");
      ada.page.getByLabel("Tokens a row may have").press("Enter");
      ada.page.waitForURL("**?max_length=8");
      ada.open(ada.path(), ADA);
      assertThat(ada.page.locator(".row-panel .pill.warn").first()).containsText("cut off");
      assertThat(figure(ada, "Rows cut or refused")).not().containsText("–");
      assertThat(ada.barriers()).isEmpty();
      ada.open(ada.path().replace("max_length=8", "after=last"), ADA);
      assertThat(ada.page.locator(".error-notice")).containsText("after is not a line");
      assertThat(ada.page.locator(".error-notice")).containsText("req-stub-4711");
    }
  }

  @Test
  void aDownloadThatFailsSaysWhyWithTheRequestsId() {
    try (Browsing ada = desktop().open("datasets", ADA)) {
      ada.page.getByText("acme-support.jsonl").click();
      ada.page.locator(".row-panel").first().waitFor();
      try (Outage _ = Outage.of(desktop(), Stubs.platformUrl())) {
        ada.page.getByText("Download").click();
        Locator notice = ada.page.locator(".error-notice").last();
        assertThat(notice).containsText("control plane does not answer");
        assertThat(notice).containsText("req-stub-4711");
      }
    }
  }

  private static Locator figure(Browsing browsing, String label) {
    return browsing.page.locator(".figure").filter(new Locator.FilterOptions().setHasText(label));
  }
}
