package io.milora.console.datasets;

import com.vaadin.flow.dom.Element;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.VaadinResponse;
import com.vaadin.flow.server.VaadinSession;
import com.vaadin.flow.server.streams.ElementRequestHandler;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.Upload;
import io.milora.console.session.Credentials;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.jboss.resteasy.reactive.client.api.ClientMultipartForm;

/**
 * Passes parts of files from the browser on, in requests of their own. A part waits on disk until
 * it is complete, so that what broke off is not passed on, and memory does not grow.
 *
 * @param credentials of the user who sends them
 */
record PartHandler(Platform platform, Credentials credentials) implements ElementRequestHandler {
  private static final String UPLOAD = "x-upload";
  private static final int UNAVAILABLE = 503;
  private static final int REFUSED = 422;

  @Override
  public void handleRequest(
      VaadinRequest request, VaadinResponse response, VaadinSession session, Element owner)
      throws IOException {
    Path part = Files.createTempFile("milora-part-", ".bin");
    try {
      try (InputStream content = request.getInputStream()) {
        Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.size(part) != request.getContentLength()) {
        throw new IOException("The part broke off");
      }
      answer(response, Map.of("part", pass(String.valueOf(request.getHeader(UPLOAD)), part)));
    } catch (PlatformException e) {
      response.setStatus(e.isOutage() ? UNAVAILABLE : REFUSED);
      answer(response, Map.of("again", e.isOutage(), "error", words(e)));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** The part's id. */
  private String pass(String upload, Path part) {
    ClientMultipartForm form =
        ClientMultipartForm.create()
            .binaryFileUpload("data", "part", part.toString(), "application/octet-stream");
    Upload.Part kept =
        platform.upload(credentials.caller(), (plane, who) -> plane.add(who, upload, form));
    return kept.id();
  }

  private static String words(PlatformException error) {
    String id = error.requestId();
    return id == null
        ? String.valueOf(error.getMessage())
        : "%s (request %s)".formatted(error.getMessage(), id);
  }

  private static void answer(VaadinResponse response, Map<String, Object> fields)
      throws IOException {
    response.setContentType("application/json");
    response.getWriter().write(MiloraJson.write(fields));
  }
}
