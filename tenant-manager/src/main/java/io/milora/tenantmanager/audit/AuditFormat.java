package io.milora.tenantmanager.audit;

/** How events are written. */
enum AuditFormat {
  /** A page of a list. */
  JSON("application/json"),
  /** An event a line. */
  JSONL("application/jsonl"),
  /** A table with a heading; what was before and after is JSON. */
  CSV("text/csv");

  private final String mediaType;

  AuditFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }
}
