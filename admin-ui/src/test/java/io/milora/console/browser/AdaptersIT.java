package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Versions: tried, promoted, taken away and deleted. */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class AdaptersIT extends BrowserTest {
  @Test
  void aNameTriesAVersionForAShareThenPromotesIt() {
    try (Browsing grace = desktop().open("adapters", GRACE)) {
      grace.page.getByText("globex-second").first().click();
      button(grace.page, "Promote").click();
      Locator name = choice(grace.page, "Name");
      name.fill("shop");
      name.press("Enter");
      button(grace.page, "Promote").last().click();
      grace.page.locator("vaadin-dialog").waitFor(gone());
      grace.open("aliases/shop", GRACE);
      button(grace.page, "Try a version").click();
      choose(grace.page, "Version to try", "globex-first");
      grace.page.getByLabel("Of a hundred requests").fill("25");
      button(grace.page, "Try").click();
      assertThat(grace.page.locator("main")).containsText("25 of a hundred requests");
      assertThat(grace.page.locator("main")).containsText("75 of a hundred requests");
      assertThat(grace.barriers()).isEmpty();
      button(grace.page, "Promote it").click();
      button(grace.page, "Promote").click();
      assertThat(button(grace.page, "Try a version")).isVisible();
      assertThat(grace.page.locator("main .panel").first()).containsText("globex-first");
      assertThat(grace.faults()).isEmpty();
    }
  }

  @Test
  void aRuleHoldsUpATrialUntilThereIsAReasonAndTheTrialEnds() {
    try (Browsing grace = desktop().open("aliases/support", GRACE)) {
      button(grace.page, "Try a version").click();
      choose(grace.page, "Version to try", "globex-second");
      button(grace.page, "Try").click();
      assertThat(grace.page.locator(".error-notice")).containsText("does not hold");
      assertThat(grace.page.locator(".error-notice")).containsText("req-stub-4711");
      grace.page.getByLabel("Why try it nevertheless").fill("Ten users have agreed to it");
      button(grace.page, "Try nevertheless").click();
      assertThat(grace.page.locator("main")).containsText("10 of a hundred requests");
      button(grace.page, "End the trial").click();
      button(grace.page, "End it").click();
      assertThat(button(grace.page, "Try a version")).isVisible();
      assertThat(grace.faults()).isEmpty();
    }
  }

  @Test
  void aVersionShowsItsCardAndItsRowsAndIsTakenAwayAsAZip() {
    try (Browsing ada = desktop().open("adapters", ADA)) {
      ada.page.getByText("acme-spare").first().click();
      assertThat(ada.page.locator("vaadin-markdown table").first()).containsText("milora");
      assertThat(ada.barriers()).isEmpty();
      Download zip = ada.page.waitForDownload(() -> ada.page.getByText("Download").click());
      assertThat(zip.suggestedFilename()).startsWith("ft-SmolLM2").endsWith(".zip");
      ada.page.getByText("Rows it was trained on").click();
      assertThat(ada.page.locator("main h1")).hasText("acme-support.jsonl");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aVersionIsDeletedUnlessANameStandsForIt() {
    try (Browsing grace = desktop().open("aliases/support", GRACE)) {
      grace.page.locator("main .panel").first().locator("a").click();
      grace.page.waitForURL("**/adapters/ft:*");
      button(grace.page, "Delete").click();
      grace.page.getByText("These names stand for it or try it: support").waitFor();
      button(grace.page, "Close").click();
      grace.open("adapters", GRACE);
      grace.page.getByText("globex-spare").first().click();
      button(grace.page, "Delete").click();
      button(grace.page, "Delete it").click();
      grace.page.waitForURL("**/adapters");
      assertThat(grace.page.locator("main")).containsText("globex-second");
      assertThat(grace.page.getByText("globex-spare")).hasCount(0);
      assertThat(grace.faults()).isEmpty();
    }
  }

  @Test
  void anAdapterOfOthersIsImportedOrRefusedWithReasons() {
    try (Browsing ada = desktop().open("adapters", ADA)) {
      button(ada.page, "Import").click();
      Locator name = ada.page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true));
      name.fill("acme-peft");
      name.press("Tab");
      assertThat(ada.barriers()).isEmpty();
      send(ada.page, "no zip");
      assertThat(ada.page.locator(".error-notice")).containsText("is no zip");
      assertThat(ada.page.locator(".error-notice")).containsText("req-stub-4711");
      send(ada.page, "PK and so on");
      ada.page.waitForURL("**/adapters/ft:*");
      assertThat(ada.page.locator("main h1")).containsText("acme-peft");
      assertThat(ada.page.locator("main")).containsText("Imported");
    }
  }

  private static void send(Page page, String content) {
    page.locator("vaadin-upload input[type=file]")
        .setInputFiles(
            new FilePayload(
                "adapter.zip", "application/zip", content.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aNameIsDeleted() {
    try (Browsing ada = phone().open("adapters", ADA)) {
      ada.page.getByText("acme-spare").first().click();
      button(ada.page, "Promote").click();
      choice(ada.page, "Name").fill("short-lived");
      choice(ada.page, "Name").press("Enter");
      button(ada.page, "Promote").last().click();
      ada.page.locator("vaadin-dialog").waitFor(gone());
      ada.open("aliases/short-lived", ADA);
      button(ada.page, "Delete").click();
      button(ada.page, "Delete it").click();
      ada.page.waitForURL("**/adapters");
      assertThat(ada.page.getByText("short-lived")).hasCount(0);
      assertThat(ada.faults()).isEmpty();
    }
  }

  private static void choose(Page page, String label, String option) {
    choice(page, label).click();
    page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(option)).first().click();
  }

  private static Locator choice(Page page, String label) {
    return page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName(label));
  }

  private static Locator.WaitForOptions gone() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
  }
}
