package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class KeysIT extends BrowserTest {
  @Test
  void lettersGoToViewsAndAQuestionMarkShowsThemAllUntilTheyAreSwitchedOff() {
    try (Browsing ada = desktop().open("", ADA)) {
      press(ada, "g", "j");
      ada.page.waitForURL("**/jobs");
      press(ada, "n");
      ada.page.waitForURL("**/new-job");
      press(ada, "?");
      Locator help = ada.page.locator("dialog.keys");
      assertThat(help).containsText("Datasets");
      assertThat(help).not().containsText("Workers");
      assertThat(ada.barriers()).isEmpty();
      ada.page.getByLabel("Shortcuts are on").uncheck();
      press(ada, "Escape");
      assertThat(help).hasCount(0);
      press(ada, "?");
      assertThat(help).hasCount(0);
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void lettersAreTextWhileSomebodyTypes() {
    try (Browsing ada = desktop().open("playground", ADA)) {
      ada.page.getByLabel("Prompt").focus();
      ada.page.keyboard().type("gj?");
      assertThat(ada.page.getByLabel("Prompt")).hasValue("gj?");
      assertThat(ada.page).hasURL(console + "playground");
    }
  }

  @Test
  void aDialogIsFilledInAndSentWithoutAMouse() {
    try (Browsing ada = desktop().open("keys", ADA)) {
      button(ada.page, "New key").press("Enter");
      assertThat(ada.page.getByLabel("What it is for")).isFocused();
      ada.page.keyboard().press("Control+Enter");
      ada.page.getByText("Say which application uses it").waitFor();
      press(ada, "Escape");
      assertThat(ada.page.locator("vaadin-dialog[opened]")).hasCount(0);
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void theFirstTabulatorSkipsTheNavigation() {
    try (Browsing ada = desktop().open("jobs", ADA)) {
      press(ada, "Tab");
      assertThat(ada.page.getByText("Skip to the content")).isFocused();
      press(ada, "Enter");
      assertThat(ada.page.locator("main")).isFocused();
      assertThat(ada.page).hasURL(console + "jobs");
    }
  }

  private static void press(Browsing somebody, String... keys) {
    for (String key : keys) {
      somebody.page.keyboard().press(key);
    }
  }
}
