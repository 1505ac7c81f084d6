package io.milora.console.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A browser on this machine, and people who open the console in it. */
abstract class BrowserTest {
  static final String ADA = "Ada Admin";
  static final String GRACE = "Grace Admin";

  /** Milliseconds; the console looks at the platform every five seconds. */
  private static final double PATIENCE = 30_000;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static Playwright playwright;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static Browser browser;

  @SuppressWarnings("NullAway.Init") // by the framework
  @TestHTTPResource("/")
  URL console;

  @BeforeAll
  static void startBrowser() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(
                        Path.of(System.getProperty("milora.browser", "/usr/bin/chromium")))
                    .setArgs(
                        List.of(
                            "--no-sandbox", "--disable-gpu", "--disable-background-networking")));
  }

  @AfterAll
  static void stopBrowser() {
    browser.close();
    playwright.close();
  }

  Browsing desktop() {
    return someone(1280, 900, ColorScheme.LIGHT);
  }

  Browsing phone() {
    return someone(390, 844, ColorScheme.DARK);
  }

  Browsing someone(int width, int height, ColorScheme colours) {
    return Browsing.of(browser, console.toString(), width, height, colours);
  }

  static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}
