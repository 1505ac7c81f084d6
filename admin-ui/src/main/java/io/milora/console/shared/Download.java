package io.milora.console.shared;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.server.streams.DownloadEvent;
import com.vaadin.flow.server.streams.DownloadHandler;
import io.milora.console.live.Page;
import io.milora.console.platform.PlatformException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Passes a file on from the platform as it comes. If it does not come, or breaks off, the page says
 * why; of a download a browser only says that it failed.
 *
 * @param source asks for the file, in the download's own request
 */
public record Download(Supplier<File> source) implements DownloadHandler {
  /** Size of a file that is put together while it is sent. */
  public static final long UNKNOWN = -1;

  private static final int BAD_GATEWAY = 502;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * A file to take away.
   *
   * @param content is closed in the end
   * @param name proposed to the user
   * @param bytes its size, or {@link #UNKNOWN}
   */
  public record File(InputStream content, String name, String mediaType, long bytes) {
    /** A text. */
    public static File of(String text, String name, String mediaType) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new File(new ByteArrayInputStream(bytes), name, mediaType, bytes.length);
    }
  }

  /** A link that downloads what the source gives when it is clicked. */
  public static Anchor link(String text, Supplier<File> source) {
    return new Anchor(new Download(source), text);
  }

  @Override
  public void handleDownloadRequest(DownloadEvent event) throws IOException {
    Page page = new Page(event.getUI());
    try {
      File file = source.get();
      try (InputStream content = file.content()) {
        event.setFileName(file.name());
        event.setContentType(file.mediaType());
        if (file.bytes() != UNKNOWN) {
          event.setContentLength(file.bytes());
        }
        pass(content, event.getOutputStream());
      }
    } catch (PlatformException e) {
      page.change(() -> ErrorNotice.open(e));
      event.getResponse().setStatus(BAD_GATEWAY);
    } catch (BrokenOff e) {
      page.change(() -> ErrorNotice.open(PlatformException.brokeOff(e)));
      throw e; // so that the browser does not take the part for the whole
    }
  }

  private static void pass(InputStream content, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = read(content, buffer); n >= 0; n = read(content, buffer)) {
      out.write(buffer, 0, n);
    }
  }

  private static int read(InputStream content, byte[] buffer) throws BrokenOff {
    try {
      return content.read(buffer);
    } catch (IOException e) {
      throw new BrokenOff(e);
    }
  }

  /**
   * The platform's side of a download, as against the browser's, which may just have been closed.
   */
  private static final class BrokenOff extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOff(IOException cause) {
      super("The platform broke off a download", cause);
    }
  }
}
