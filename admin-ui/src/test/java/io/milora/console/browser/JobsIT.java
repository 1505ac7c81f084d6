package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.regex.Pattern;
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
      assertThat(ada.page.locator("milora-chart svg")).hasCount(5);
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
      assertThat(ada.page.locator("main")).containsText("64.0 %");
      assertThat(ada.page.locator("milora-chart svg")).hasCount(3);
      Download csv =
          ada.page.waitForDownload(() -> ada.page.getByText("Metrics by step as CSV").click());
      assertThat(csv.suggestedFilename()).isEqualTo("acme-first-metrics.csv");
      ada.page.getByText("Clone").click();
      assertThat(ada.page.locator("main")).containsText("≈ 61,000");
      assertThat(ada.page.locator("main")).containsText("3 of them equal");
      assertThat(ada.page.locator("main")).containsText("of the last job like it");
    }
  }

  @Test
  void devRowsThatAreTrainedOnAreToldBeforeTheJobIsStarted() {
    try (Browsing ada = desktop().open("new-job", ADA)) {
      choose(ada.page, "Dataset", "acme-support.jsonl");
      assertThat(ada.page.locator("main")).containsText("≈ 61,000");
      assertThat(ada.page.locator("main")).not().containsText("dev rows have");
      choose(ada.page, "Dev rows", "acme-sums.csv");
      assertThat(ada.page.locator("main"))
          .containsText("12 of the 60 dev rows have a prompt that is trained on, too");
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void howLongAgoAJobWasMadeGoesOnByItself() {
    try (Browsing ada = desktop().open("jobs", ADA)) {
      Locator age = ada.page.locator("tbody milora-age").first();
      assertThat(age).hasAttribute("title", Pattern.compile("20\\d\\d, \\d\\d:\\d\\d:\\d\\d C"));
      age.evaluate("age => age.setAttribute('at', Date.now() / 1000 - 30)");
      assertThat(age).hasText("just now");
      ada.page.evaluate("const now = Date.now; Date.now = () => now() + 5 * 60_000;");
      ada.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
      assertThat(age).hasText("5 min ago");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void jobsAreFilteredByThePlatformAndByALinkThatCanBeKept() {
    try (Browsing ada = desktop().open("jobs?state=failed", ADA)) {
      assertThat(ada.page.locator("tbody")).containsText("acme-broken");
      assertThat(ada.page.locator("tbody")).not().containsText("acme-first");
      choose(ada.page, "State", "Succeeded");
      ada.page.waitForURL("**/jobs?state=succeeded");
      assertThat(ada.page.locator("tbody")).containsText("acme-first");
      assertThat(ada.page.locator("tbody")).not().containsText("acme-broken");
      choose(ada.page, "Method", "moa");
      ada.page.waitForURL("**method=moa**");
      assertThat(ada.page.locator("main")).containsText("None of all your jobs fits");
      assertThat(ada.barriers()).isEmpty();
      ada.page.getByText("Show all").first().click();
      assertThat(ada.page.locator("tbody")).containsText("acme-broken");
      ada.open("jobs?to=2020-05-01", ADA);
      assertThat(ada.page.locator("main")).containsText("None of all your jobs fits");
      assertThat(ada.page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)))
          .hasValue("01/05/2020");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aCheckpointIsTriedUnderANameAgainstItsRuleWithAReason() {
    try (Browsing grace = desktop().open("jobs", GRACE)) {
      grace.page.getByText("globex-first").click();
      button(grace.page, "Promote step 40").click();
      Locator name =
          grace.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Name"));
      name.fill("support");
      name.press("Enter");
      grace.page.getByText("Its rule: ").waitFor();
      grace.page.getByLabel("Of a hundred requests").fill("30");
      assertThat(grace.barriers()).isEmpty();
      button(grace.page, "Promote").click();
      assertThat(grace.page.locator(".error-notice")).containsText("does not hold");
      assertThat(grace.page.locator(".error-notice")).containsText("req-stub-4711");
      grace.page.getByLabel("Why promote it nevertheless").fill("Answers are shorter");
      button(grace.page, "Promote nevertheless").click();
      grace.page.waitForURL("**/aliases/support");
      assertThat(grace.page.locator("main")).containsText("30 of a hundred requests");
      button(grace.page, "End the trial").click();
      button(grace.page, "End it").click();
      assertThat(button(grace.page, "Try a version")).isVisible();
      assertThat(grace.faults()).isEmpty();
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

  private static void choose(Page page, String label, String option) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).first().click();
    page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(option)).first().click();
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
