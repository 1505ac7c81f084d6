package io.milora.console.stub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.AuditEvent;
import io.milora.console.platform.AuditEvent.ActorKind;
import io.milora.model.openai.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was changed in a tenant. */
final class StubAudit {
  private StubAudit() {}

  static void answer(Exchange exchange, StubTenant tenant) throws IOException {
    Map<String, String> query = exchange.query();
    List<AuditEvent> found =
        of(tenant).stream()
            .filter(e -> query.getOrDefault("actor", String.valueOf(e.actor())).equals(e.actor()))
            .filter(e -> query.getOrDefault("action", e.action()).equals(e.action()))
            .filter(e -> Long.parseLong(query.getOrDefault("from", "0")) <= e.createdAt())
            .toList();
    if ("csv".equals(query.get("format"))) {
      exchange.send(200, "text/csv", "id,actor\r\n" + found.size() + "," + tenant.name + "\r\n");
    } else {
      exchange.json(
          Page.cut(
              found,
              Math.min(found.size(), Integer.parseInt(exchange.query("limit"))),
              AuditEvent::id));
    }
  }

  private static List<AuditEvent> of(StubTenant tenant) throws JsonProcessingException {
    String ada = "ada@" + tenant.name + ".example";
    return List.of(
        event(
            5,
            90,
            ActorKind.USER,
            ada,
            "member.invite",
            "lin@" + tenant.name + ".example",
            "{\"role\":\"member\"}",
            "{\"role\":\"admin\"}"),
        event(
            4,
            700,
            ActorKind.USER,
            ada,
            "alias.move",
            "support",
            "{\"model\":\"first\"}",
            "{\"model\":\"second\"}"),
        event(
            3,
            4000,
            ActorKind.KEY,
            "mk-" + tenant.name + "-00014",
            "job.create",
            tenant.newestJobs().getLast().id(),
            null,
            "{\"method\":\"milora\",\"epochs\":3}"),
        event(
            2,
            90_000,
            ActorKind.OPERATOR,
            "operator",
            "quota.set",
            tenant.name,
            "{\"running_jobs\":1}",
            "{\"running_jobs\":2,\"storage_bytes\":2000000000}"),
        event(
            1,
            300_000,
            ActorKind.OPERATOR,
            "operator",
            "tenant.create",
            tenant.name,
            null,
            "{\"name\":\"" + tenant.name + "\"}"));
  }

  private static AuditEvent event(
      int id,
      long secondsAgo,
      ActorKind kind,
      String actor,
      String action,
      String target,
      @Nullable String before,
      @Nullable String after)
      throws JsonProcessingException {
    return new AuditEvent(
        String.valueOf(id),
        Instant.now().getEpochSecond() - secondsAgo,
        kind,
        actor,
        action,
        target,
        "203.0.113.7",
        "req-" + id,
        json(before),
        json(after));
  }

  private static @Nullable JsonNode json(@Nullable String text) throws JsonProcessingException {
    return text == null ? null : Exchange.JSON.readTree(text);
  }
}
