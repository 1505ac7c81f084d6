package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class ConsoleIT extends BrowserTest {
  @Test
  void homeSaysWhatNeedsAttentionAndWhatGoesOn() {
    try (Browsing ada = desktop().open("", ADA)) {
      assertThat(ada.page.locator("main")).containsText("acme-broken");
      assertThat(ada.page.locator("main")).containsText("Quota: training tokens a month");
      assertThat(ada.page.locator("main")).containsText("Row 17 needs more memory");
      assertThat(ada.page.locator("main")).containsText("place 2 in line, waiting for a worker");
    }
  }

  @Test
  void aFileIsDroppedAndTrainsAfterTwoClicks() {
    try (Browsing ada = desktop().open("datasets", ADA)) {
      drop(ada.page, "fresh.jsonl", "{\"prompt\":\"2+2=\",\"completion\":\"4\"}\n");
      ada.page.getByText("fresh.jsonl is ready").waitFor();
      ada.page.getByText("Train on it").click();
      ada.page.getByText("Start training").click();
      ada.page.waitForURL("**/jobs/ftjob-acme-*");
      assertThat(ada.page.locator(".pill.busy")).hasText("running");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void everyBadRowIsShownWithNumberReasonAndText() {
    try (Browsing ada = desktop().open("datasets", ADA)) {
      drop(
          ada.page,
          "bad.jsonl",
          """
          {"prompt":"2+2=","completion":"4"}
          {"prompt":"2+3=","completion":""}
          not json
          """);
      Locator report = ada.page.locator(".report");
      assertThat(report).containsText("bad.jsonl was not kept");
      assertThat(report.locator("tbody tr")).hasCount(2);
      assertThat(report.locator("tbody tr").first()).containsText("2+3=");
      assertThat(report.locator("tbody tr").last()).containsText("not json");
      assertThat(ada.barriers()).isEmpty();
    }
  }

  @Test
  void aJobIsWatchedPausedAndResumed() {
    try (Browsing ada = desktop().open("jobs", ADA)) {
      ada.page.getByText("acme-live").click();
      ada.page.locator("milora-chart svg").first().waitFor();
      String step = ada.page.locator(".figure-value").first().textContent();
      assertThat(ada.page.locator(".figure-value").first()).not().hasText(step);
      button(ada.page, "Pause").click();
      assertThat(ada.page.locator("main")).containsText("paused by you");
      button(ada.page, "Resume").click();
      assertThat(ada.page.locator(".pill.busy")).hasText("running");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aRuleHoldsUpAPromotionUntilThereIsAReasonAndRollingBackIsConfirmed() {
    try (Browsing ada = desktop().open("adapters", ADA)) {
      ada.page.getByText("acme-second").first().click();
      button(ada.page, "Promote").click();
      Locator name =
          ada.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Name"));
      name.fill("support");
      name.press("Enter");
      ada.page.getByText("Its rule: accuracy >= current - 0.5 points").waitFor();
      button(ada.page, "Promote").last().click();
      assertThat(ada.page.locator(".error-notice")).containsText("does not hold");
      assertThat(ada.page.locator(".error-notice")).containsText("req-stub-4711");
      ada.page.getByLabel("Why promote it nevertheless").fill("The test rows were wrong");
      button(ada.page, "Promote nevertheless").click();
      ada.page
          .locator("main")
          .getByText("support", new Locator.GetByTextOptions().setExact(true))
          .click();
      button(ada.page, "Roll back").click();
      ada.page.getByText("New requests go to acme-first").waitFor();
      button(ada.page, "Roll back").last().click();
      assertThat(button(ada.page, "Roll back")).hasCount(0);
    }
  }

  @Test
  void theBaseAndAnAdapterAnswerSideBySide() {
    try (Browsing ada = desktop().open("playground", ADA)) {
      ada.page.getByLabel("Prompt").fill("Where is my parcel?");
      ada.page.getByLabel("Prompt").press("Control+Enter");
      assertThat(ada.page.locator(".answer").first()).containsText("plain12");
      assertThat(ada.page.locator(".answer").last()).containsText("tuned12");
      assertThat(ada.page.locator(".answer").last()).containsText("12 tokens");
      button(ada.page, "Copy as code").click();
      assertThat(ada.page.locator("pre.code")).containsText("Where is my parcel?");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void tenantsNeverSeeEachOthersThings() {
    try (Browsing ada = desktop().open("jobs", ADA);
        Browsing grace = desktop().open("jobs", GRACE)) {
      for (String view :
          List.of(
              "",
              "datasets",
              "jobs",
              "adapters",
              "keys",
              "members",
              "usage?by=key",
              "audit",
              "webhooks",
              "export",
              "router")) {
        assertThat(ada.open(view, ADA).page.locator("main")).containsText("acme");
        assertThat(grace.open(view, GRACE).page.locator("main")).containsText("globex");
        assertThat(ada.page.content()).doesNotContain("globex");
        assertThat(grace.page.content()).doesNotContain("acme");
      }
      String jobOfAcme = ada.open("jobs", ADA).page.locator("td a").first().getAttribute("href");
      grace.open(jobOfAcme, GRACE);
      assertThat(grace.page.locator(".error-notice")).containsText("No such job");
    }
  }

  @Test
  void anOutageIsABannerInWordsAndGoesWithIt() {
    try (Browsing ada = desktop().open("", ADA)) {
      try (Outage _ = Outage.of(desktop(), Stubs.platformUrl())) {
        assertThat(ada.page.locator(".outage")).containsText("cannot be shown or changed");
      }
      assertThat(ada.page.locator(".outage")).isHidden();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "datasets",
        "jobs",
        "new-job",
        "adapters",
        "playground",
        "aliases/support",
        "keys",
        "members",
        "usage",
        "audit",
        "webhooks",
        "export",
        "router",
        "jobs/compare"
      })
  void viewsAreOpenToEverybodyInLightAndDark(String view) {
    try (Browsing wide = desktop().open(view, ADA);
        Browsing narrow = phone().open(view, ADA)) {
      assertThat(wide.barriers()).isEmpty();
      assertThat(narrow.barriers()).isEmpty();
      assertThat(wide.faults()).isEmpty();
      assertThat(narrow.faults()).isEmpty();
    }
  }

  @Test
  void pagesMayLoadTheConsolesOwnThingsOnlyAndStandInNobodysFrame() {
    try (Browsing ada = desktop().open("", ADA)) {
      String policy = ada.page.reload().headerValue("content-security-policy");
      assertThat(policy).contains("default-src 'self'").contains("frame-ancestors 'none'");
      ada.page.locator("main h1").waitFor();
      assertThat(ada.faults()).isEmpty();
    }
  }

  private static void drop(Page page, String name, String rows) {
    page.locator("vaadin-upload input[type=file]")
        .setInputFiles(
            new FilePayload(name, "application/jsonl", rows.getBytes(StandardCharsets.UTF_8)));
  }
}
