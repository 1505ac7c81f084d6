package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.Upload;
import io.milora.datasets.DatasetReport;
import io.milora.datasets.DatasetScanner;
import io.milora.model.openai.ErrorResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files that arrive in parts. */
final class StubUploads {
  private final String tenant;
  private final Map<String, Arriving> uploads = new LinkedHashMap<>();

  StubUploads(String tenant) {
    this.tenant = tenant;
  }

  private record Arriving(String filename, long bytes, Map<String, byte[]> parts) {}

  void answer(Exchange exchange, StubTenant owner, List<String> path) throws IOException {
    if (path.size() == 2) {
      JsonNode wanted = Exchange.JSON.readTree(exchange.http().getRequestBody());
      String id = owner.nextId("upload");
      uploads.put(
          id,
          new Arriving(
              wanted.path("filename").asText(),
              wanted.path("bytes").asLong(),
              new LinkedHashMap<>()));
      exchange.json(new Upload(id, null));
      return;
    }
    String id = path.get(2);
    Arriving upload = uploads.get(id);
    if (upload == null) {
      exchange.error(404, "upload_not_found", "No such upload: " + id);
    } else if (path.get(3).equals("parts")) {
      parts(exchange, upload);
    } else if (path.get(3).equals("cancel")) {
      uploads.remove(id);
      exchange.json(new Upload(id, null));
    } else {
      complete(exchange, owner, id, upload);
    }
  }

  private void parts(Exchange exchange, Arriving upload) throws IOException {
    if (!exchange.is("POST")) {
      exchange.json(
          StubPlatform.page(
              upload.parts().entrySet().stream()
                  .map(part -> new Upload.Part(part.getKey(), part.getValue().length))
                  .toList(),
              Upload.Part::id));
      return;
    }
    String body =
        new String(exchange.http().getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    int start = body.indexOf("\r\n\r\n") + 4;
    byte[] bytes =
        body.substring(start, body.lastIndexOf("\r\n--")).getBytes(StandardCharsets.ISO_8859_1);
    String id = "part-%s-%d".formatted(tenant, upload.parts().size() + 1);
    upload.parts().put(id, bytes);
    exchange.json(new Upload.Part(id, bytes.length));
  }

  private void complete(Exchange exchange, StubTenant owner, String id, Arriving upload)
      throws IOException {
    List<String> ids = new ArrayList<>();
    Exchange.JSON
        .readTree(exchange.http().getRequestBody())
        .path("part_ids")
        .forEach(part -> ids.add(part.asText()));
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (String part : ids) {
      joined.write(Objects.requireNonNull(upload.parts().get(part), part));
    }
    byte[] rows = joined.toByteArray();
    DatasetReport report = DatasetScanner.validate(new ByteArrayInputStream(rows));
    if (rows.length != upload.bytes()) {
      exchange.error(400, "size_mismatch", "The parts have " + rows.length + " bytes.");
    } else if (report.isValid()) {
      uploads.remove(id);
      exchange.json(new Upload(id, owner.keep(upload.filename(), rows, rows)));
    } else {
      exchange.error(400, ErrorResponse.of(report.toProblems("file")));
    }
  }
}
