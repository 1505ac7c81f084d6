package io.milora.tenantmanager.audit;

import io.milora.model.json.MiloraJson;
import io.milora.model.openai.Page;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes events as they were asked for. */
final class AuditWriter {
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "at",
          "actor_kind",
          "actor",
          "action",
          "target",
          "address",
          "request_id",
          "before",
          "after",
          "digest");

  private AuditWriter() {}

  static Response write(Page<AuditEvent> page, AuditFormat format) {
    Object body =
        switch (format) {
          case JSON -> page;
          case JSONL ->
              page.data().stream()
                  .map(event -> MiloraJson.write(event) + "\n")
                  .collect(Collectors.joining());
          case CSV ->
              page.data().stream()
                  .map(AuditWriter::row)
                  .collect(Collectors.joining("", String.join(",", COLUMNS) + "\r\n", ""));
        };
    return Response.ok(body, format.mediaType()).build();
  }

  /** As RFC 4180 has it. */
  private static String row(AuditEvent event) {
    return Arrays.asList(
                event.id(),
                event.at(),
                event.actorKind().name().toLowerCase(Locale.ROOT),
                event.actor(),
                event.action(),
                event.target(),
                event.address(),
                event.requestId(),
                event.before(),
                event.after(),
                event.digest())
            .stream()
            .map(AuditWriter::cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /** A spreadsheet takes what begins so for a formula; the quote keeps it from that. */
  private static String cell(@Nullable Object value) {
    String text = Objects.toString(value, "");
    String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
    return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
