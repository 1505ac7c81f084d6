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
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class AccountIT extends BrowserTest {
  private static final String BO = "Bo Both";

  @Test
  void aKeyIsMadeShownOnceRotatedAndRevoked() {
    try (Browsing ada = desktop().open("keys", ADA)) {
      button(ada.page, "New key").click();
      ada.page.getByLabel("What it is for").fill("mobile app");
      button(ada.page, "Make the key").click();
      assertThat(ada.page.locator("pre.secret")).containsText(".secret-part");
      assertThat(ada.barriers()).isEmpty();
      button(ada.page, "I have kept it").click();
      assertThat(row(ada.page, "mobile app")).containsText("never");
      assertThat(ada.page.locator("main")).not().containsText("secret-part");

      button(ada.page, "Rotate mobile app").click();
      button(ada.page, "Rotate").click();
      assertThat(ada.page.locator("pre.secret")).containsText(".secret-part");
      button(ada.page, "I have kept it").click();
      assertThat(ada.page.getByText("replaced in 23 h")).hasCount(1);

      button(ada.page, "Revoke mobile app").first().click();
      ada.page.getByText("Calls with it are refused everywhere").waitFor();
      button(ada.page, "Revoke").click();
      assertThat(button(ada.page, "Revoke mobile app")).hasCount(1);
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aKeyWithoutAPurposeIsNotMade() {
    try (Browsing ada = desktop().open("keys", ADA)) {
      button(ada.page, "New key").click();
      button(ada.page, "Make the key").click();
      ada.page.getByText("Say which application uses it").waitFor();
    }
  }

  @Test
  void somebodyIsInvitedMadeAdminAndRemoved() {
    try (Browsing ada = desktop().open("members", ADA)) {
      invite(ada.page, "kim@acme.example");
      assertThat(ada.page.locator("pre.secret")).hasText("first-4711");
      button(ada.page, "I have kept it").click();
      assertThat(row(ada.page, "kim@acme.example")).containsText("member");
      button(ada.page, "Make admin: kim@acme.example").click();
      button(ada.page, "Make admin").click();
      button(ada.page, "I have kept it").click();
      assertThat(button(ada.page, "Make member: kim@acme.example")).isVisible();
      button(ada.page, "Remove: kim@acme.example").click();
      button(ada.page, "Remove").click();
      assertThat(row(ada.page, "kim@acme.example")).hasCount(0);
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void anInvitationThatTheSignInServiceDoesNotAnswerKeepsWhatWasTyped() {
    try (Browsing ada = desktop().open("members", ADA)) {
      invite(ada.page, "away@acme.example");
      assertThat(ada.page.locator(".error-notice")).containsText("nothing was changed");
      assertThat(ada.page.getByLabel("E-mail").last()).hasValue("away@acme.example");
    }
  }

  @Test
  void whoIsNoAdminIsToldSo() {
    try (Browsing bo = desktop().open("keys", BO)) {
      assertThat(bo.page.locator("main")).containsText("Your role does not allow this");
      assertThat(button(bo.page, "New key")).hasCount(0);
    }
  }

  @Test
  void usageIsToldApartByKeyAndTakenAwayAsCsv() {
    try (Browsing ada = desktop().open("usage", ADA)) {
      assertThat(ada.page.locator(".quotas")).containsText("4,900,000 of 5,000,000");
      assertThat(ada.page.locator("milora-chart svg")).isVisible();
      ada.open("usage?days=7&by=key&show=tokens", ADA);
      assertThat(row(ada.page, "acme shop")).isVisible();
      ada.page.getByText("Numbers").click();
      assertThat(ada.page.getByRole(AriaRole.ROW)).hasCount(1 + 7 + 1 + 2);
      assertThat(ada.barriers()).isEmpty();
      Download csv = ada.page.waitForDownload(() -> ada.page.getByText("Download as CSV").click());
      assertThat(csv.suggestedFilename()).isEqualTo("usage.csv");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void theAuditLogIsFilteredByAddressAndByChoiceAndExported() {
    try (Browsing ada = desktop().open("audit?action=member.invite", ADA)) {
      assertThat(ada.page.locator("tbody tr")).hasCount(1);
      assertThat(ada.page.locator(".changes")).containsText("role member → admin");
      ada.page.getByText("Show all").click();
      assertThat(ada.page.locator("tbody tr")).hasCount(5);
      Locator who =
          ada.page.getByRole(AriaRole.COMBOBOX, new Page.GetByRoleOptions().setName("Who"));
      who.fill("operator");
      who.press("Enter");
      ada.page.waitForURL("**/audit?actor=operator");
      assertThat(ada.page.locator("tbody tr")).hasCount(2);
      Download csv = ada.page.waitForDownload(() -> ada.page.getByText("Download as CSV").click());
      assertThat(csv.suggestedFilename()).isEqualTo("audit.csv");
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void aWebhookIsAddedShowsItsSecretOnceAndIsDeleted() {
    try (Browsing ada = desktop().open("webhooks", ADA)) {
      button(ada.page, "New webhook").click();
      ada.page.getByLabel("Address").fill("http://acme.example/other");
      button(ada.page, "Add it").click();
      assertThat(ada.page.locator(".error-notice")).containsText("allowed: https://");
      assertThat(ada.page.locator(".error-notice")).containsText("req-stub-4711");
      ada.page.getByLabel("Address").fill("https://acme.example/other");
      ada.page.getByLabel("cancelled").uncheck();
      assertThat(ada.barriers()).isEmpty();
      button(ada.page, "Add it").click();
      assertThat(ada.page.locator("pre.secret")).hasText("whsec_4711");
      button(ada.page, "I have kept it").click();
      assertThat(row(ada.page, "acme.example/other")).containsText("job failed");
      assertThat(row(ada.page, "acme.example/other")).not().containsText("cancelled");
      button(ada.page, "Delete https://acme.example/other").click();
      button(ada.page, "Delete it").click();
      assertThat(row(ada.page, "acme.example/other")).hasCount(0);
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void whatAWebhookWasToldIsALogWithReasons() {
    try (Browsing ada = desktop().open("webhooks", ADA)) {
      ada.page.getByText("https://acme.example/hooks").click();
      assertThat(row(ada.page, "given up")).containsText("answered with status 500");
      assertThat(row(ada.page, "waiting")).containsText("again at");
      row(ada.page, "delivered").getByText("Message").click();
      assertThat(row(ada.page, "delivered")).containsText("ftjob-acme");
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void anOpenedMessageStaysOpenWhileItsDeliveryIsTriedAgain() {
    try (Browsing ada = desktop().open("webhooks", ADA)) {
      ada.page.getByText("https://acme.example/hooks").click();
      Locator waiting = row(ada.page, "waiting");
      waiting.getByText("Message").click();
      assertThat(waiting.locator("code")).isVisible();
      String attempts = waiting.locator("td.number").textContent();
      assertThat(waiting.locator("td.number")).not().hasText(attempts);
      assertThat(waiting.locator("code")).isVisible();
      assertThat(ada.faults()).isEmpty();
    }
  }

  @Test
  void whatWasGivenUpIsSentAgain() {
    try (Browsing grace = desktop().open("webhooks", GRACE)) {
      grace.page.getByText("https://globex.example/hooks").click();
      row(grace.page, "given up").getByText("Send again").click();
      assertThat(row(grace.page, "status 204")).isVisible();
      assertThat(row(grace.page, "given up")).hasCount(0);
      assertThat(grace.faults()).isEmpty();
    }
  }

  @Test
  void anExportThatBreaksOffSaysSo() {
    try (Browsing grace = desktop().open("export", GRACE)) {
      grace.page.getByText("Export all").click();
      assertThat(grace.page.locator(".error-notice")).containsText("The download broke off");
    }
  }

  @Test
  void everythingIsExportedByAdminsOnly() {
    try (Browsing ada = desktop().open("export", ADA);
        Browsing bo = desktop().open("export", BO)) {
      assertThat(ada.page.locator("main")).containsText("No export yet");
      Download zip = ada.page.waitForDownload(() -> ada.page.getByText("Export all").click());
      assertThat(zip.suggestedFilename()).isEqualTo("acme.zip");
      assertThat(bo.page.locator("main")).containsText("Your role does not allow this");
      assertThat(bo.page.getByText("Export all")).hasCount(0);
    }
  }

  private static void invite(Page page, String email) {
    button(page, "Invite somebody").click();
    page.getByLabel("E-mail").last().fill(email);
    button(page, "Invite").click();
  }

  private static Locator row(Page page, String text) {
    return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
  }
}
