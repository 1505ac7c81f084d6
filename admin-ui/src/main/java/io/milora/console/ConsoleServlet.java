package io.milora.console;

import com.vaadin.flow.server.StaticFileHandler;
import com.vaadin.flow.server.StaticFileServer;
import com.vaadin.flow.server.VaadinService;
import com.vaadin.quarkus.QuarkusVaadinServlet;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/**
 * Serves the views. The heartbeat, in seconds, brings the refreshed access token of an open page
 * while nobody clicks; it is shorter than the time that a refreshed token lasts at the least.
 */
@WebServlet(
    urlPatterns = "/*",
    name = "console",
    asyncSupported = true,
    loadOnStartup = 1,
    initParams = @WebInitParam(name = "heartbeatInterval", value = "60"))
public class ConsoleServlet extends QuarkusVaadinServlet {
  private static final int YEAR_SECONDS = 365 * 24 * 3600;

  @Override
  protected StaticFileHandler createStaticFileHandler(VaadinService service) {
    return new StaticFileServer(service) {
      @Override
      protected int getCacheTime(String path) {
        return Bundle.isForEver(path) ? YEAR_SECONDS : super.getCacheTime(path);
      }
    };
  }
}
