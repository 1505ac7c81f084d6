package io.milora.console.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import io.milora.console.datasets.DatasetUpload.Outcome;
import io.milora.console.live.Page;
import io.milora.console.platform.NewUpload;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.platform.Upload;
import io.milora.console.platform.WireJson;
import io.milora.console.session.Credentials;
import io.milora.console.shared.ErrorNotice;
import io.milora.model.openai.FileObject;
import io.milora.model.openai.FilePurpose;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes the files that are too large for one request. The browser cuts them and remembers which
 * parts have arrived; it never sees a token.
 */
@Tag("milora-part-upload")
final class PartUpload extends Component {
  private static final String SCRIPT = "context://milora-upload.js";
  private static final String GONE = "gone";
  private static final String ENDED = "upload_ended";

  private static final ObjectMapper JSON = WireJson.mapper();
  private static final TypeReference<Map<Long, String>> TEXTS = new TypeReference<>() {};

  private final transient Platform platform;
  private final transient Credentials credentials;
  private final transient UploadConfig config;
  private final transient Consumer<Outcome> listener;
  private final Component zone;

  /**
   * Nothing is shown until there is a large file.
   *
   * @param zone where files are dropped; it turns larger ones away
   * @param listener gets what came of a file, with the view's lock
   */
  PartUpload(
      Platform platform,
      Credentials credentials,
      UploadConfig config,
      Component zone,
      Consumer<Outcome> listener) {
    this.platform = platform;
    this.credentials = credentials;
    this.config = config;
    this.zone = zone;
    this.listener = listener;
    getElement().setAttribute("target", new PartHandler(platform, credentials));
  }

  @Override
  protected void onAttach(AttachEvent event) {
    event.getUI().getPage().addJavaScript(SCRIPT);
    getElement()
        .executeJs(
            "const zone = $0, key = $1, part = $2, most = $3; customElements.whenDefined('milora-part-upload').then(() => this.start(zone, key, part, most))",
            zone.getElement(),
            "milora.upload." + credentials.tenant(),
            config.partBytes(),
            (double) config.maxBytes());
  }

  /** The upload's id, or null if the user was told why there is none. */
  @ClientCallable
  @Nullable String begin(String filename, double bytes) {
    NewUpload wanted =
        new NewUpload(filename, (long) bytes, "application/octet-stream", FilePurpose.FINE_TUNE);
    try {
      return platform.upload(credentials.caller(), (plane, who) -> plane.begin(who, wanted)).id();
    } catch (PlatformException e) {
      ErrorNotice.open(e);
      return null;
    }
  }

  /** Ids of parts with spaces between, or null if the user was told why they are not known. */
  @ClientCallable
  @Nullable String arrived(String upload) {
    try {
      return platform
          .upload(credentials.caller(), (plane, who) -> plane.parts(who, upload))
          .data()
          .stream()
          .map(Upload.Part::id)
          .collect(Collectors.joining(" "));
    } catch (PlatformException e) {
      if (e.isNotFound()) {
        return GONE;
      }
      ErrorNotice.open(e);
      return null;
    }
  }

  @ClientCallable
  void cancel(String upload) {
    try {
      platform.upload(credentials.caller(), (plane, who) -> plane.cancel(who, upload));
    } catch (PlatformException e) {
      if (!ENDED.equals(e.code()) && !e.isNotFound()) {
        ErrorNotice.open(e);
      }
    }
  }

  @ClientCallable
  void complete(String upload, String filename, String parts) {
    Page page = Page.current();
    Upload.Completion completion = new Upload.Completion(List.of(parts.split(" ")));
    Thread.ofVirtual()
        .start(
            () -> {
              Outcome outcome = outcome(upload, filename, completion);
              page.change(() -> end(outcome));
            });
  }

  private Outcome outcome(String upload, String filename, Upload.Completion completion) {
    try {
      return new Outcome.Kept(
          file(
              platform.upload(
                  credentials.caller(), (plane, who) -> plane.complete(who, upload, completion))));
    } catch (PlatformException e) {
      return ENDED.equals(e.code()) ? ended(upload, e) : refused(upload, filename, e);
    }
  }

  /** It may have been completed by a call whose answer was lost. */
  private Outcome ended(String upload, PlatformException error) {
    try {
      Upload known =
          platform.upload(credentials.caller(), (plane, who) -> plane.upload(who, upload));
      return known.file() == null ? new Outcome.Failed(error) : new Outcome.Kept(file(known));
    } catch (PlatformException e) {
      return new Outcome.Failed(e);
    }
  }

  private static FileObject file(Upload upload) {
    return Objects.requireNonNull(upload.file(), "It is complete");
  }

  /** What was refused will not get better: its parts are given up. */
  private Outcome refused(String upload, String filename, PlatformException error) {
    if (error.isOutage()) {
      return new Outcome.Failed(error);
    }
    try {
      platform.upload(credentials.caller(), (plane, who) -> plane.cancel(who, upload));
    } catch (PlatformException e) {
      error.addSuppressed(e); // it ends by itself after a day
    }
    return error.problems().size() > 1
        ? new Outcome.Refused(ValidationReport.of(filename, error.problems()))
        : new Outcome.Failed(error);
  }

  /** The file is in the browser only: it is asked for the text of the rows that are bad. */
  private void end(Outcome outcome) {
    if (!(outcome instanceof Outcome.Refused(ValidationReport report)) || !report.hasLines()) {
      close(outcome);
      return;
    }
    String numbers =
        report.numbers().stream().map(String::valueOf).collect(Collectors.joining(" "));
    getElement()
        .callJsFunction("lines", numbers, ValidationReport.SHOWN_TEXT + 1)
        .then(
            String.class,
            texts -> close(new Outcome.Refused(withTexts(report, texts))),
            gone -> close(outcome));
  }

  private static ValidationReport withTexts(ValidationReport report, String texts) {
    try {
      return report.withTexts(JSON.readValue(texts, TEXTS));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The page's script writes JSON", e);
    }
  }

  private void close(Outcome outcome) {
    boolean retry = outcome instanceof Outcome.Failed(PlatformException e) && e.isOutage();
    getElement().callJsFunction("ended", retry);
    listener.accept(outcome);
  }
}
