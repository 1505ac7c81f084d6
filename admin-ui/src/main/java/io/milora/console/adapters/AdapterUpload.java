package io.milora.console.adapters;

import com.vaadin.flow.server.streams.UploadEvent;
import com.vaadin.flow.server.streams.UploadHandler;
import io.milora.console.live.Page;
import io.milora.console.platform.Adapter;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.client.api.ClientMultipartForm;

/**
 * Passes an adapter's zip from the browser on to the control plane. It runs in the upload's own
 * request, so that the view stays usable meanwhile.
 *
 * @param credentials of the user who sends it
 * @param terms as the form has them at that moment
 * @param kept gets the version, with the view's lock
 * @param refused gets why there is none, with the view's lock
 */
record AdapterUpload(
    Platform platform,
    Credentials credentials,
    Supplier<Terms> terms,
    Consumer<Adapter> kept,
    Consumer<PlatformException> refused)
    implements UploadHandler {
  private static final long MAX_BYTES = 512L << 20;

  /**
   * What is said of an adapter.
   *
   * @param suffix part of its name; empty for none
   */
  record Terms(String base, String suffix) {}

  @Override
  public void handleUploadRequest(UploadEvent event) throws IOException {
    Path file = Files.createTempFile("milora-adapter-", ".zip");
    try {
      try (InputStream content = event.getInputStream()) {
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      }
      Page page = new Page(event.getUI());
      try {
        Adapter adapter = pass(event.getFileName(), file);
        page.change(() -> kept.accept(adapter));
      } catch (PlatformException e) {
        page.change(() -> refused.accept(e));
        event.reject("Not taken; the reason is below.");
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Adapter pass(String filename, Path file) {
    Terms wanted = terms.get();
    ClientMultipartForm form =
        ClientMultipartForm.create()
            .attribute("model", wanted.base(), null)
            .binaryFileUpload("file", filename, file.toString(), "application/zip");
    if (!wanted.suffix().isEmpty()) {
      form.attribute("suffix", wanted.suffix(), null);
    }
    return platform.manage(credentials.caller(), (plane, who) -> plane.importAdapter(who, form));
  }

  @Override
  public long getRequestSizeMax() {
    return MAX_BYTES + (1 << 20);
  }

  @Override
  public long getFileSizeMax() {
    return MAX_BYTES;
  }
}
