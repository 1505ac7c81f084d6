package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

/** What was typed and not sent. */
@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class DraftsIT extends BrowserTest {
  private static final String KEPT =
      "wanted => Object.entries(localStorage).some(([key, value]) => key.startsWith('milora.draft.') && value.includes(wanted))";
  private static final String OLGA = "Olga Operator";

  @Test
  void aJobThatWasHalfFilledInIsThereAgainAfterTheSessionEnded() {
    try (Browsing ada = desktop().open("new-job", ADA)) {
      ada.page.getByLabel("Name").fill("half-done");
      waitUntilKept(ada, "half-done");
      ada.endSession();
      ada.open("new-job", ADA);
      assertThat(ada.page.getByLabel("Name")).hasValue("half-done");
      button(ada.page, "Start afresh").click();
      assertThat(ada.page.getByLabel("Name")).hasValue("");
    }
  }

  @Test
  void aPromptIsThereAgainAndGoesWithWhoeverSignsOut() {
    try (Browsing ada = desktop().open("playground", ADA)) {
      ada.page.getByLabel("Prompt").fill("A long question");
      ada.page.getByLabel("Temperature").fill("0.7");
      waitUntilKept(ada, "0.7");
      ada.endSession();
      ada.open("playground", ADA);
      assertThat(ada.page.getByLabel("Prompt")).hasValue("A long question");
      assertThat(ada.page.getByLabel("Temperature")).hasValue("0.7");
      assertThat(ada.barriers()).isEmpty();
      ada.page.getByText("Sign out").click();
      ada.open("playground", ADA);
      assertThat(ada.page.getByLabel("Prompt")).hasValue("");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aDialogsFieldsAreThereAgainUntilTheyAreSentAndNobodyElseSeesThem() {
    try (Browsing ada = desktop().open("keys", ADA)) {
      button(ada.page, "New key").click();
      purpose(ada.page).fill("checkout");
      ada.page.getByLabel("files: upload").check();
      waitUntilKept(ada, "FILES");
      waitUntilKept(ada, "checkout");
      ada.endSession();
      ada.open("keys", GRACE);
      button(ada.page, "New key").click();
      assertThat(purpose(ada.page)).hasValue("");
      ada.endSession();
      ada.open("keys", ADA);
      button(ada.page, "New key").click();
      assertThat(purpose(ada.page)).hasValue("checkout");
      assertThat(ada.page.getByLabel("files: upload")).isChecked();
      assertThat(ada.barriers()).isEmpty();
      button(ada.page, "Make the key").click();
      assertThat(ada.page.locator("pre.secret")).containsText(".secret-part");
      assertThat(ada.page.evaluate("JSON.stringify(localStorage)").toString())
          .doesNotContain("checkout")
          .doesNotContain("secret-part");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aLimitThatWasTakenAwayStaysAwayAndLeavingADialogForgetsWhatWasTyped() {
    try (Browsing olga = desktop().open("operations/tenants", OLGA)) {
      button(olga.page, "Quota acme").click();
      Locator requests = olga.page.getByLabel("Requests a minute");
      String before = requests.inputValue();
      requests.fill("");
      olga.page.getByLabel("Running jobs").fill("7");
      waitUntilKept(olga, "7.0");
      olga.page.reload();
      button(olga.page, "Quota acme").click();
      assertThat(olga.page.getByLabel("Running jobs")).hasValue("7");
      assertThat(requests).hasValue("");
      button(olga.page, "Leave it").click();
      button(olga.page, "Quota acme").click();
      assertThat(requests).hasValue(before);
      assertThat(olga.page.locator(".draft-notice")).isHidden();
    }
  }

  private static Locator purpose(Page page) {
    return page.getByLabel("What it is for");
  }

  private static void waitUntilKept(Browsing somebody, String text) {
    somebody.page.waitForFunction(KEPT, text);
  }
}
