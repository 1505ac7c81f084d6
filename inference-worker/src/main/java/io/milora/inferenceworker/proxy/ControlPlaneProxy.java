package io.milora.inferenceworker.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.inferenceworker.WorkerConfig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Passes files, fine-tuning jobs, evaluations, aliases and what was used on to the control plane,
 * so that OpenAI's clients need one address. Bodies stream through in both directions; the key is
 * checked over there.
 */
@Singleton
public class ControlPlaneProxy {
  private static final Logger LOG = Logger.getLogger(ControlPlaneProxy.class);
  private static final List<String> PATHS =
      List.of(
          "/v1/files",
          "/v1/uploads",
          "/v1/fine_tuning",
          "/v1/aliases",
          "/v1/adapters",
          "/v1/evaluations",
          "/v1/usage",
          "/v1/latency",
          "/v1/quota",
          "/v1/audit",
          "/v1/export",
          "/v1/api_keys",
          "/v1/members",
          "/v1/webhooks");

  /**
   * Whose request it is, for the audit log and to count bad keys; what a client says of itself does
   * not count.
   */
  private static final String FORWARDED_FOR = "x-forwarded-for";

  /** Before anything of the framework reads a body. */
  private static final int FIRST = -100_000;

  private final Vertx vertx;
  private final WorkerConfig config;
  private final ObjectMapper json;

  ControlPlaneProxy(Vertx vertx, WorkerConfig config, ObjectMapper json) {
    this.vertx = vertx;
    this.config = config;
    this.json = json;
  }

  void register(@Observes Router router) {
    config.controlPlaneUrl().ifPresent(url -> register(router, url));
  }

  private void register(Router router, URI url) {
    HttpProxy proxy =
        HttpProxy.reverseProxy(vertx.createHttpClient()).origin(port(url), url.getHost());
    proxy.addInterceptor(
        new ProxyInterceptor() {
          @Override
          public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            context
                .request()
                .putHeader(
                    FORWARDED_FOR,
                    context.request().proxiedRequest().remoteAddress().hostAddress());
            return context.sendRequest().recover(cause -> unreachable(context, cause));
          }

          @Override
          public Future<Void> handleProxyResponse(ProxyContext context) {
            // What this program tells browsers with every answer is not said twice.
            MultiMap said = context.request().proxiedRequest().response().headers();
            said.names().forEach(context.response().headers()::remove);
            return context.sendResponse();
          }
        });
    int order = FIRST;
    for (String path : PATHS) {
      router.route(path + "*").order(order++).handler(call -> proxy.handle(call.request()));
    }
  }

  private static int port(URI url) {
    if (url.getHost() == null || !"http".equals(url.getScheme())) {
      throw new IllegalArgumentException(
          "milora.control-plane.url is " + url + "; allowed: http://HOST:PORT.");
    }
    return url.getPort() < 0 ? 80 : url.getPort();
  }

  private Future<ProxyResponse> unreachable(ProxyContext context, Throwable cause) {
    LOG.warnf("The control plane does not answer: %s", cause.getMessage());
    ApiException error =
        new ApiException(
            ErrorKind.BAD_GATEWAY,
            "The control plane does not answer; try again later.",
            null,
            "control_plane_unreachable");
    try {
      return Future.succeededFuture(
          context
              .request()
              .release()
              .response()
              .setStatusCode(error.kind().status())
              .putHeader("content-type", "application/json")
              .setBody(Body.body(Buffer.buffer(json.writeValueAsString(error.response())))));
    } catch (JsonProcessingException e) {
      return Future.failedFuture(e);
    }
  }
}
