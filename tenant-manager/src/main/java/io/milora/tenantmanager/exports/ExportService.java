package io.milora.tenantmanager.exports;

import io.milora.artifacts.ArtifactStore;
import io.milora.http.ApiException;
import io.milora.model.ContentHash;
import io.milora.model.TenantId;
import io.milora.persistence.AdapterVersionEntity;
import io.milora.persistence.AdapterVersions;
import io.milora.persistence.AuditAction;
import io.milora.persistence.AuditLog;
import io.milora.persistence.FileEntity;
import io.milora.persistence.Files;
import io.milora.persistence.ListOrder;
import io.milora.persistence.TenantTables;
import io.milora.persistence.Tenants;
import io.milora.tenantmanager.exports.Export.Content;
import io.milora.tenantmanager.exports.Export.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Puts together what a tenant owns. */
@ApplicationScoped
class ExportService {
  private static final int PART = 1000;

  private final Tenants tenants;
  private final TenantTables tables;
  private final Files files;
  private final AdapterVersions versions;
  private final ArtifactStore artifacts;
  private final AuditLog audit;

  ExportService(
      Tenants tenants,
      TenantTables tables,
      Files files,
      AdapterVersions versions,
      ArtifactStore artifacts,
      AuditLog audit) {
    this.tenants = tenants;
    this.tables = tables;
    this.files = files;
    this.versions = versions;
    this.artifacts = artifacts;
    this.audit = audit;
  }

  /**
   * As {@link #prepare(TenantId)}, for operators.
   *
   * @throws ApiException if there is no such tenant
   */
  Export prepare(String tenantName) throws IOException {
    return prepare(
        tenants
            .find(tenantName)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "No such tenant: " + tenantName, "name", "tenant_not_found")));
  }

  /**
   * Reads all rows of a tenant; whoever gets this writes it, which also removes what was staged.
   */
  Export prepare(TenantId tenant) throws IOException {
    String name = tenants.get(tenant).name;
    audit.record(tenant, AuditAction.TENANT_EXPORT, name, null, null);
    List<Content> contents = new ArrayList<>();
    addFiles(tenant, contents);
    addAdapters(tenant, contents);
    Export export =
        new Export(tenant.value(), name, Instant.now(), new ArrayList<>(), contents, artifacts);
    try {
      for (String table : tables.names()) {
        Path staged = java.nio.file.Files.createTempFile("export-", ".jsonl");
        export.tables().add(new Table(table, staged));
        stage(tenant, table, staged);
      }
      return export;
    } catch (IOException | RuntimeException e) {
      export.removeTables();
      throw e;
    }
  }

  private void stage(TenantId tenant, String table, Path staged) throws IOException {
    try (BufferedWriter out = java.nio.file.Files.newBufferedWriter(staged)) {
      tables.read(
          tenant,
          table,
          row -> {
            try {
              out.write(row);
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException("Rows cannot be staged", e);
            }
          });
    }
  }

  private void addFiles(TenantId tenant, List<Content> contents) {
    List<FileEntity> part;
    String after = null;
    do {
      part = files.list(tenant, null, ListOrder.ASC, after, PART);
      for (FileEntity file : part) {
        contents.add(
            new Content(
                "files/" + file.id + "/" + safe(file.filename), new ContentHash(file.contentHash)));
      }
      after = part.isEmpty() ? null : part.getLast().id;
    } while (part.size() == PART);
  }

  private void addAdapters(TenantId tenant, List<Content> contents) {
    List<AdapterVersionEntity> part;
    String after = null;
    do {
      part = versions.list(tenant, after, PART);
      for (AdapterVersionEntity version : part) {
        contents.add(
            new Content(
                "adapters/" + safe(version.modelName) + ".zip",
                new ContentHash(version.contentHash)));
      }
      after = part.isEmpty() ? null : part.getLast().id;
    } while (part.size() == PART);
  }

  /** A name that leads nowhere else, whatever unpacks it. */
  private static String safe(String name) {
    String text = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return text.replaceAll("^\\.+", "_");
  }
}
