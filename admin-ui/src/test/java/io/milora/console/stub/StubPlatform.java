package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.milora.datasets.DatasetReport;
import io.milora.datasets.DatasetScanner;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.ErrorResponse;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Both planes of a platform with two tenants, as far as the console calls them. */
final class StubPlatform implements AutoCloseable {
  private static final int WORDS = 12;

  private final HttpServer server;
  private final Map<String, StubTenant> tenants = new ConcurrentHashMap<>();
  private final StubOperations operations = new StubOperations();
  private volatile boolean down;

  StubPlatform(int port) throws IOException {
    tenants.put("acme", StubTenant.busy("acme"));
    tenants.put("globex", StubTenant.busy("globex"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", http -> answer(new Exchange(http)));
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Whether to answer as a proxy does whose program is away. */
  void setDown(boolean away) {
    down = away;
  }

  private void answer(Exchange exchange) throws IOException {
    String tenant = exchange.http().getRequestHeaders().getFirst("x-milora-tenant");
    if (exchange.path().equals("/stub/down")) {
      down = exchange.query().containsKey("yes");
      exchange.json(Map.of("down", down));
    } else if (down) {
      exchange.error(502, "control_plane_unreachable", "The control plane does not answer.");
    } else if (exchange.path().startsWith("/operator/v1/")) {
      operations.answer(exchange);
    } else if (tenant == null || !organisations(exchange).contains(tenant)) {
      exchange.error(403, "not_a_member", "You do not belong to this tenant.");
    } else if (StubAccount.isForAdmins(exchange) && !roles(exchange).contains("tenant-admin")) {
      exchange.error(403, "missing_scope", "This call needs the scope admin.");
    } else {
      StubTenant known = Objects.requireNonNull(tenants.get(tenant));
      synchronized (known) {
        answer(exchange, known, List.of(exchange.path().substring(1).split("/")));
      }
    }
  }

  private static List<String> organisations(Exchange exchange) throws IOException {
    return names(claims(exchange).path("organization"));
  }

  private static List<String> roles(Exchange exchange) throws IOException {
    return names(claims(exchange).path("realm_access").path("roles"));
  }

  private static JsonNode claims(Exchange exchange) throws IOException {
    String bearer = exchange.http().getRequestHeaders().getFirst("authorization");
    return Exchange.JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]));
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(name -> names.add(name.asText()));
    return names;
  }

  private static void answer(Exchange exchange, StubTenant tenant, List<String> path)
      throws IOException {
    switch (path.get(1)) {
      case "models" -> exchange.json(page(tenant.models(), m -> m.id()));
      case "files" -> files(exchange, tenant, path);
      case "datasets" -> StubDatasets.answer(exchange, tenant, path);
      case "fine_tuning" -> StubJobs.answer(exchange, tenant, path);
      case "evaluations" -> StubEvaluations.answer(exchange, tenant);
      case "aliases" -> StubAliases.answer(exchange, tenant, path);
      case "adapters" -> StubAdapters.answer(exchange, tenant, path);
      case "chat" -> chat(exchange);
      case "latency" -> {
        if (path.size() == 2) {
          StubServed.latency(exchange);
        } else {
          StubServed.slowest(exchange, null);
        }
      }
      case "api_keys" -> StubAccount.keys(exchange, tenant, path);
      case "quota" -> StubUsage.quota(exchange);
      case "usage" -> StubUsage.usage(exchange, tenant);
      case "audit" -> StubAudit.answer(exchange, tenant);
      case "webhooks" -> StubWebhooks.answer(exchange, tenant, path);
      case "uploads" -> tenant.uploads.answer(exchange, tenant, path);
      case "export" -> export(exchange, tenant);
      case "members" -> StubAccount.members(exchange, tenant, path);
      default -> exchange.error(404, "unknown_url", exchange.path());
    }
  }

  private static void files(Exchange exchange, StubTenant tenant, List<String> path)
      throws IOException {
    if (path.size() == 2) {
      if (exchange.is("POST")) {
        upload(exchange, tenant);
      } else {
        exchange.json(page(List.copyOf(tenant.files.values()).reversed(), FileObject::id));
      }
      return;
    }
    String id = path.get(2);
    byte[] content = tenant.contents.get(id);
    if (path.size() == 4 && content != null) {
      exchange.send(200, "application/octet-stream", new String(content, StandardCharsets.UTF_8));
    } else if (!tenant.files.containsKey(id)) {
      exchange.error(404, "file_not_found", "No such file: " + id);
    } else if (exchange.is("DELETE")) {
      tenant.files.remove(id);
      exchange.json(new Deleted(id, "file", true));
    } else {
      exchange.json(tenant.files.get(id));
    }
  }

  private static void upload(Exchange exchange, StubTenant tenant) throws IOException {
    String body =
        new String(exchange.http().getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    int at = body.indexOf("filename=\"") + "filename=\"".length();
    String filename = body.substring(at, body.indexOf('"', at));
    int start = body.indexOf("\r\n\r\n", at) + 4;
    byte[] rows =
        body.substring(start, body.indexOf("\r\n--", start)).getBytes(StandardCharsets.ISO_8859_1);
    DatasetReport report = DatasetScanner.validate(new ByteArrayInputStream(rows));
    if (report.isValid()) {
      exchange.json(tenant.keep(filename, rows, rows));
    } else {
      exchange.error(400, ErrorResponse.of(report.toProblems("file")));
    }
  }

  /** That of globex breaks off. */
  private static void export(Exchange exchange, StubTenant tenant) throws IOException {
    if (!tenant.name.equals("globex")) {
      exchange.send(200, "application/zip", "PK of " + tenant.name);
      return;
    }
    exchange.http().getResponseHeaders().add("content-type", "application/zip");
    exchange.http().sendResponseHeaders(200, 1 << 20);
    exchange.http().getResponseBody().write("PK".getBytes(StandardCharsets.US_ASCII));
    exchange.http().getResponseBody().flush();
    exchange.http().close();
  }

  private static void chat(Exchange exchange) throws IOException {
    JsonNode request = Exchange.JSON.readTree(exchange.http().getRequestBody());
    if ("true".equals(exchange.http().getRequestHeaders().getFirst("x-milora-routes"))) {
      StubRoutes.answer(exchange, request.path("messages").path(0).path("content").asText());
      return;
    }
    exchange.http().getResponseHeaders().add("content-type", "text/event-stream");
    exchange.http().sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.http().getResponseBody()) {
      for (int i = 1; i <= WORDS; i++) {
        event(
            out,
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s%d \"}}],\"usage\":null}"
                .formatted(
                    request.path("model").asText().startsWith("ft:") ? "tuned" : "plain", i));
      }
      event(
          out,
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}");
      event(out, "[DONE]");
    }
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static <T> Page<T> page(List<T> elements, Function<T, String> id) {
    return Page.of(elements, false, id);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
