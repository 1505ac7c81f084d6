package io.milora.tenantmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ExportTest extends ApiTest {
  @Test
  void theArchiveHasEverythingOfTheTenantAndNothingOfAnybodyElse() throws Exception {
    String other = newTenant();
    String othersFile = uploaded(newKey(other, "admin"));
    String tenant = newTenant();
    String admin = newKey(tenant, "admin");
    String file = uploaded(admin);
    String job = createdJob(admin);
    publish(job, "av-" + tenant, "ft:" + BASE + ":" + tenant + ":x:1");

    Map<String, String> archive = archive(as(admin).get("/v1/export"));

    for (String table : tenantTables()) {
      assertThat(archive).containsKey("tables/" + table + ".jsonl");
    }
    assertThat(archive).containsEntry("files/" + file + "/train.jsonl", ROW.repeat(3));
    assertThat(archive.get("tables/training_job.jsonl")).contains("\"id\": \"" + job + "\"");
    assertThat(archive.get("tables/job_event.jsonl")).contains(job);
    assertThat(archive.get("tables/audit_event.jsonl")).contains("tenant.export");
    assertThat(archive.get("tables/api_key.jsonl")).contains("\"scopes\"").doesNotContain("secret");
    JsonPath manifest = JsonPath.from(String.valueOf(archive.get("manifest.json")));
    assertThat(manifest.getString("tenant.name")).isEqualTo(tenant);
    assertThat(manifest.getList("entries.path")).hasSize(archive.size() - 1);
    // Its bytes were never kept, as if they had been deleted just now.
    assertThat(manifest.getList("missing"))
        .containsExactly("adapters/ft_" + BASE + "_" + tenant + "_x_1.zip");
    assertThat(archive.values()).noneMatch(content -> content.contains(othersFile));
    assertThat(archive.values()).noneMatch(content -> content.contains("\"" + other + "\""));
  }

  @Test
  void operatorsExportATenantThatWaitsForItsEndAndThatIsRecorded() throws IOException {
    String tenant = newTenant();
    String file = uploaded(newKey(tenant, "files"));
    operator()
        .contentType("application/json")
        .body(Map.of("name", tenant))
        .post("/operator/v1/tenants/" + tenant + "/delete")
        .then()
        .statusCode(200);

    Map<String, String> archive =
        archive(operator().get("/operator/v1/tenants/" + tenant + "/export"));

    assertThat(archive).containsKey("files/" + file + "/train.jsonl");
    operator()
        .get("/operator/v1/tenants/" + tenant + "/audit")
        .then()
        .body("data.action", hasItem("tenant.export"));
    operator().get("/operator/v1/tenants/nobody/export").then().statusCode(404);
  }

  @Test
  void onlyAdminsExport() {
    as(newTenantsKey())
        .get("/v1/export")
        .then()
        .statusCode(403)
        .body("error.code", equalTo("missing_scope"));
  }

  private static Map<String, String> archive(Response response) throws IOException {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("application/zip");
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(response.asByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  /** All tables with a tenant's rows, but the one of requests that are under way. */
  private List<String> tenantTables() throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Connection connection = database.connectAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'milora' AND column_name = 'tenant_id' AND table_name <> 'quota_reservation'")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }
}
