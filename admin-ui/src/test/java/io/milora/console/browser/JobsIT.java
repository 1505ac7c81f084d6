package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class JobsIT extends BrowserTest {
  @Test
  void twoJobsAreComparedOnTheSameChartsByALinkThatCanBeKept() {
    try (Browsing ada = desktop().open("jobs", ADA)) {
      String first = id(ada.page, "acme-first");
      String second = id(ada.page, "acme-second");
      ada.open("jobs/compare?job=" + first, ADA);
      assertThat(ada.page.locator("main")).containsText("Choose two jobs or more");
      ada.open("jobs/compare?job=" + first + "&job=" + second, ADA);
      assertThat(ada.page.locator("milora-chart svg")).hasCount(4);
      assertThat(ada.page.locator("main")).containsText("equal settings and rows");
      assertThat(row(ada.page, "Best dev perplexity")).isVisible();
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aJobShowsItsExpertsAndWhatANewOneWouldTake() {
    try (Browsing ada = desktop().open("jobs", ADA)) {
      ada.page.getByText("acme-first").click();
      assertThat(ada.page.locator(".heat tbody tr")).hasCount(30);
      ada.page.getByText("Clone").click();
      assertThat(ada.page.locator("main")).containsText("≈ 61,000");
      assertThat(ada.page.locator("main")).containsText("3 of them equal");
      assertThat(ada.page.locator("main")).containsText("of the last job like it");
    }
  }

  @Test
  void anAdapterIsMeasuredOnChosenRows() {
    try (Browsing ada = desktop().open("adapters", ADA)) {
      ada.page.getByText("acme-first").last().click();
      button(ada.page, "Measure").click();
      Locator measure = ada.page.locator("vaadin-dialog vaadin-button").last();
      measure.click();
      ada.page.getByText("Choose rows that it was not trained on").waitFor();
      ada.page
          .getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Rows to measure on"))
          .click();
      ada.page
          .getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("acme-support.jsonl"))
          .first()
          .click();
      measure.click();
      assertThat(ada.page.locator(".evaluation").first()).containsText("queued");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aNameGetsARuleAndLosesIt() {
    try (Browsing grace = desktop().open("aliases/support", GRACE)) {
      assertThat(grace.page.locator("main")).containsText("It stands for");
      button(grace.page, "Change the rule").click();
      assertThat(grace.barriers()).isEmpty();
      button(grace.page, "Set the rule").click();
      grace.page.getByText("It moves only if accuracy <= current.").waitFor();
      button(grace.page, "Remove the rule").click();
      button(grace.page, "Remove").click();
      assertThat(grace.page.getByText("accuracy <= current")).hasCount(0);
      assertThat(grace.faults()).isEmpty();
    }
  }

  @Test
  void whatWasFilledInIsThereAgainAfterTheSessionEnded() {
    try (Browsing ada = desktop().open("new-job", ADA)) {
      ada.page.getByLabel("Name").fill("half-done");
      ada.page.getByLabel("Name").press("Tab");
      ada.page.waitForFunction("localStorage.getItem('milora.draft.acme.job') !== null");
      ada.endSession();
      ada.open("new-job", ADA);
      assertThat(ada.page.getByLabel("Name")).hasValue("half-done");
      button(ada.page, "Start afresh").click();
      assertThat(ada.page.getByLabel("Name")).hasValue("");
    }
  }

  private static String id(Page page, String job) {
    String href =
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(job))
            .first()
            .getAttribute("href");
    return href.substring(href.lastIndexOf('/') + 1);
  }

  private static Locator row(Page page, String text) {
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
  }
}
