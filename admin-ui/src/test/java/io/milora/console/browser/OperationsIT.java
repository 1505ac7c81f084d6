package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the platform's operators do. */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class OperationsIT extends BrowserTest {
  private static final String OLGA = "Olga Operator";

  @Test
  void anOperatorsHomeSaysWhatNeedsAttention() {
    try (Browsing olga = desktop().open("", OLGA)) {
      Locator main = olga.page.locator("main");
      assertThat(main).containsText("training gone42");
      assertThat(main).containsText("gives no sign of life");
      assertThat(main).containsText("broken of acme failed");
      assertThat(main).containsText("acme has nearly used its training tokens a month");
      assertThat(olga.page.locator("nav")).not().containsText("Datasets");
      assertThat(olga.faults()).isEmpty();
    }
  }

  @Test
  void aTenantIsCreatedLimitedSuspendedAndResumed() {
    try (Browsing olga = desktop().open("operations/tenants", OLGA)) {
      button(olga.page, "New tenant").click();
      olga.page.getByLabel("Name").fill("initech");
      button(olga.page, "Create").click();
      assertThat(olga.page.locator("table")).containsText("initech");
      button(olga.page, "Quota initech").click();
      olga.page.getByLabel("Requests a minute").fill("60");
      button(olga.page, "Set quota").click();
      assertThat(olga.page.locator("table")).containsText("42 of 60");
      button(olga.page, "Suspend initech").click();
      button(olga.page, "Suspend").click();
      assertThat(olga.page.locator("table")).containsText("suspended");
      button(olga.page, "Resume initech").click();
      assertThat(olga.page.locator("table")).not().containsText("suspended");
      assertThat(olga.faults()).isEmpty();
    }
  }

  @Test
  void aTenantIsDeletedByItsTypedNameAndRestoredWhileThereIsTime() {
    try (Browsing olga = desktop().open("operations/tenants", OLGA)) {
      button(olga.page, "New tenant").click();
      olga.page.getByLabel("Name").fill("hooli");
      button(olga.page, "Create").click();
      button(olga.page, "Delete hooli").click();
      olga.page.getByLabel("The tenant's name").fill("holi");
      button(olga.page, "Delete the tenant").click();
      olga.page.getByText("This is not its name; type hooli").waitFor();
      olga.page.getByLabel("The tenant's name").fill("hooli");
      assertThat(olga.barriers()).isEmpty();
      button(olga.page, "Delete the tenant").click();
      assertThat(olga.page.locator("table")).containsText("to be deleted");
      assertThat(olga.page.locator("table")).containsText("in 29 days");
      assertThat(button(olga.page, "Suspend hooli")).hasCount(0);
      Download zip = olga.page.waitForDownload(() -> olga.page.getByLabel("Export hooli").click());
      assertThat(zip.suggestedFilename()).isEqualTo("hooli.zip");
      button(olga.page, "Restore hooli").click();
      assertThat(olga.page.locator("table")).not().containsText("to be deleted");
      assertThat(olga.faults()).isEmpty();
    }
  }

  @Test
  void aWorkerIsDrainedAndTakesWorkAgain() {
    try (Browsing olga = desktop().open("operations/workers", OLGA)) {
      button(olga.page, "Drain: inference infer3").click();
      button(olga.page, "Drain").click();
      assertThat(olga.page.locator("table").first()).containsText("draining");
      button(olga.page, "Take work again: inference infer3").click();
      assertThat(olga.page.locator("table").first()).not().containsText("draining");
      assertThat(olga.page.locator("main")).containsText("3 of 3 adapters of inference infer3");
    }
  }

  @Test
  void theQueueSaysWhoWaitsAndWhy() {
    try (Browsing olga = desktop().open("operations/queue?tenant=globex", OLGA)) {
      Locator rows = olga.page.locator("tbody tr");
      assertThat(rows).hasCount(2);
      assertThat(rows.first()).containsText("waiting for a worker");
      assertThat(rows.last()).containsText("storage is full");
      assertThat(olga.page.locator("main")).containsText("1 running, 3 waiting, 1 paused");
    }
  }

  @Test
  void aPeakIsLookedIntoDownToTheSlowRequests() {
    try (Browsing olga = desktop().open("operations/latency?window=1h&kind=ttft", OLGA)) {
      Locator chart = olga.page.locator("milora-chart").first();
      chart.locator("svg").waitFor();
      assertThat(olga.page.locator("main")).containsText("TTFT, p50, p95 and p99");
      chart.click();
      assertThat(olga.page.locator(".filters")).containsText(" to ");
      assertThat(olga.page.locator("main")).containsText("req-stub-1");
      olga.page.getByText("acme").first().click();
      assertThat(button(olga.page, "All again, not only Tenant acme")).isVisible();
      assertThat(olga.faults()).isEmpty();
    }
  }

  @Test
  void theBusiestAdaptersAreToldApartAndAllAreInTheFile() throws IOException {
    try (Browsing olga = desktop().open("operations/latency?window=30d&by=adapter", OLGA)) {
      Locator rows = olga.page.locator("table[aria-label='By adapter'] tbody tr");
      assertThat(rows).hasCount(21);
      assertThat(rows.last()).containsText("all others");
      assertThat(olga.page.locator("main")).containsText("The 20 adapters with most requests");
      Download csv =
          olga.page.waitForDownload(() -> olga.page.getByText("Download as CSV").click());
      assertThat(csv.suggestedFilename()).isEqualTo("latency-by-adapter.csv");
      assertThat(Files.readString(csv.path()).lines()).hasSize(26);
      assertThat(olga.faults()).isEmpty();
    }
  }

  @Test
  void theNumbersBehindAChartAreATable() {
    try (Browsing olga = desktop().open("operations/latency?window=30d&kind=e2e", OLGA)) {
      olga.page.getByText("Numbers").first().click();
      Locator table =
          olga.page.locator("table[aria-label='Percentiles of latency over time'] tbody tr");
      assertThat(table).hasCount(91);
    }
  }

  @Test
  void outagesOfSignInAndOfThePlatformAreBannersInWords() {
    try (Browsing olga = desktop().open("operations/queue", OLGA)) {
      Locator outage = olga.page.locator(".outage");
      try (Outage _ = Outage.of(desktop(), Stubs.identityUrl())) {
        assertThat(outage).containsText("Nobody can sign in");
        assertThat(olga.page.locator("tbody tr")).hasCount(5);
      }
      assertThat(outage).isHidden();
      try (Outage _ = Outage.of(desktop(), Stubs.platformUrl())) {
        assertThat(outage).containsText("The control plane does not answer");
      }
      assertThat(outage).isHidden();
    }
  }

  @Test
  void othersAreToldThatThisIsForOperators() {
    try (Browsing ada = desktop().open("operations/tenants", ADA)) {
      assertThat(ada.page.locator("main")).containsText("for the platform's operators");
      assertThat(ada.page.locator("nav")).not().containsText("Operations");
    }
  }

  @Test
  void aTenantSeesItsOwnLatencies() {
    try (Browsing ada = desktop().open("latency?window=5m", ADA)) {
      assertThat(ada.page.locator("main")).containsText("the bare base");
      assertThat(ada.page.locator("main")).not().containsText("Tenant");
      assertThat(ada.barriers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"operations", "operations/tenants", "operations/workers", "operations/queue"})
  void viewsAreOpenToEverybodyInLightAndDark(String view) {
    try (Browsing wide = desktop().open(view, OLGA);
        Browsing narrow = phone().open(view, OLGA)) {
      assertThat(wide.barriers()).isEmpty();
      assertThat(narrow.barriers()).isEmpty();
      assertThat(wide.faults()).isEmpty();
      assertThat(narrow.faults()).isEmpty();
    }
  }
}
