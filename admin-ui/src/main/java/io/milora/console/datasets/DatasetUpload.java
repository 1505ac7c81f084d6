package io.milora.console.datasets;

import com.vaadin.flow.server.streams.UploadEvent;
import com.vaadin.flow.server.streams.UploadHandler;
import io.milora.console.live.Page;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.jboss.resteasy.reactive.client.api.ClientMultipartForm;

/**
 * Passes a file from the browser on to the control plane, which validates it. It runs in the
 * upload's own request, so that the view stays usable meanwhile.
 *
 * @param credentials of the user who drops it
 * @param listener gets what came of it, with the view's lock
 */
record DatasetUpload(Platform platform, Credentials credentials, Consumer<Outcome> listener)
    implements UploadHandler {

  /** The platform's limit, and a little for what is around the file. */
  private static final long MAX_BYTES = 512L << 20;

  /** What came of an upload. */
  sealed interface Outcome {
    /** The file is kept. */
    record Kept(FileObject file) implements Outcome {}

    /** Rows are bad; nothing is kept. */
    record Refused(ValidationReport report) implements Outcome {}

    /** Something else went wrong; nothing is kept. */
    record Failed(PlatformException error) implements Outcome {}
  }

  @Override
  public void handleUploadRequest(UploadEvent event) throws IOException {
    Path file = Files.createTempFile("milora-upload-", ".jsonl");
    try {
      try (InputStream content = event.getInputStream()) {
        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      }
      Outcome outcome = pass(event.getFileName(), file);
      new Page(event.getUI()).change(() -> listener.accept(outcome));
      if (!(outcome instanceof Outcome.Kept)) {
        event.reject("Not kept; the reason is below.");
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Outcome pass(String filename, Path file) throws IOException {
    ClientMultipartForm form =
        ClientMultipartForm.create()
            .attribute("purpose", FilePurpose.FINE_TUNE.wireName(), null)
            .binaryFileUpload("file", filename, file.toString(), "application/jsonl");
    try {
      return new Outcome.Kept(
          platform.manage(credentials.caller(), (plane, who) -> plane.upload(who, form)));
    } catch (PlatformException e) {
      return e.problems().size() > 1
          ? new Outcome.Refused(ValidationReport.of(filename, e.problems(), file))
          : new Outcome.Failed(e);
    }
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
