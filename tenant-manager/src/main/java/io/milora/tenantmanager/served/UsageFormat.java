package io.milora.tenantmanager.served;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** How usage is written. */
enum UsageFormat {
  JSON,
  CSV;

  private static final MediaType TEXT_CSV = new MediaType("text", "csv");

  /** What {@code format} says, or else what the client likes best. */
  static UsageFormat of(ServedQuery query, HttpHeaders headers) {
    return query.csv() || headers.getAcceptableMediaTypes().getFirst().equals(TEXT_CSV)
        ? CSV
        : JSON;
  }

  Response answer(UsageReport report) {
    return switch (this) {
      case JSON -> Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build();
      case CSV -> Response.ok(report.csv(), TEXT_CSV.withCharset("utf-8")).build();
    };
  }
}
