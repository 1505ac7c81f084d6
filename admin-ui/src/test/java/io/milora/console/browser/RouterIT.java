package io.milora.console.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.milora.console.stub.Stubs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@QuarkusTestResource(Stubs.class)
class RouterIT extends BrowserTest {
  @Test
  void aPromptsRouteIsShownLayerByLayerAndComparedWithTheOneBefore() {
    try (Browsing ada = desktop().open("adapters", ADA)) {
      ada.page.getByText("acme-first").last().click();
      ada.page.locator("main .actions").getByText("Router").click();
      Locator tables = ada.page.locator(".heat");
      assertThat(tables).hasCount(1);
      assertThat(tables.first().locator("tbody tr")).hasCount(30);
      ada.page.getByLabel("Prompt").fill("Where is my parcel?");
      ada.page.getByLabel("Prompt").press("Control+Enter");
      assertThat(tables.last().locator("td.kept")).hasCount(90);
      assertThat(tables.last().locator("td.kept").first())
          .hasAttribute("title", Pattern.compile("Layer 0, .* on with gate 0.*"));
      assertThat(ada.page.locator("main")).containsText("30 of 30 layers");
      ada.page.getByLabel("Prompt").fill("Tell me a joke.");
      button(ada.page, "Show its route").click();
      assertThat(ada.page.locator("main")).containsText("Unlike the prompt before");
      assertThat(ada.barriers()).isEmpty();
      assertThat(ada.faults()).isEmpty();
    }
  }
}
