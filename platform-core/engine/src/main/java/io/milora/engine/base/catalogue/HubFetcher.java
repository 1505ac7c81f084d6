package io.milora.engine.base.catalogue;

import io.milora.engine.base.catalogue.CatalogueEntry.BaseFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Fetches files from a Hugging Face hub, and goes on where an attempt broke off. */
final class HubFetcher {
  /** Short: where there is no way to the hub, the next source should not wait for it. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Until the hub begins to answer. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final @Nullable String endpoint;

  /**
   * With the address of a hub.
   *
   * @param endpoint null if there is none
   */
  HubFetcher(@Nullable String endpoint) {
    this.endpoint = endpoint;
  }

  /** Fetches a file. */
  void fetch(BaseSource.HuggingFace source, BaseFile file, Path part, DownloadProgress progress)
      throws SourceException, InterruptedException {
    if (endpoint == null || endpoint.isBlank()) {
      throw new SourceException("HF_ENDPOINT names no hub");
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      long have = Files.exists(part) ? Files.size(part) : 0;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address(source, file)).timeout(ANSWER_TIMEOUT);
      if (have > 0) {
        request.header("Range", "bytes=" + have + "-");
      }
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        switch (response.statusCode()) {
          case OK -> PartFile.write(body, 0, part, file, progress);
          case PARTIAL_CONTENT -> PartFile.write(body, have, part, file, progress);
          case RANGE_NOT_SATISFIABLE -> progress.onBytes(file.name(), have, file.bytes());
          default -> throw new SourceException("HTTP status " + response.statusCode());
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new SourceException("cannot be reached (" + e + ")", e);
    }
  }

  private URI address(BaseSource.HuggingFace source, BaseFile file) {
    return URI.create(
        "%s/%s/resolve/%s/%s"
            .formatted(endpoint, source.repository(), source.revision(), file.name()));
  }
}
