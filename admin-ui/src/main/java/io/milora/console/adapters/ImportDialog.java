package io.milora.console.adapters;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.component.upload.Upload;
import io.milora.console.adapters.AdapterUpload.Terms;
import io.milora.console.platform.Adapter;
import io.milora.console.platform.Platform;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import io.milora.console.shared.Draft;
import io.milora.console.shared.DraftNotice;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.FormFields;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Takes an adapter that was trained elsewhere. */
final class ImportDialog extends Dialog {
  private final Select<String> base = new Select<>();
  private final TextField suffix = new TextField("Name");
  private final DraftNotice kept;
  private final Div refusal = new Div();

  /** What the fields say, for the upload's own thread. */
  private final transient AtomicReference<Terms> terms;

  /**
   * A dialog, not open yet.
   *
   * @param bases one or more
   */
  ImportDialog(Platform platform, Credentials credentials, Draft draft, List<String> bases) {
    setHeaderTitle("Import an adapter");
    terms = new AtomicReference<>(new Terms(bases.getFirst(), ""));
    base.setLabel("Base model");
    base.setItems(bases);
    base.setValue(bases.getFirst());
    base.addValueChangeListener(change -> keepTerms());
    suffix.setHelperText("Optional. Becomes part of the model's name: a to z, 0 to 9 and -.");
    suffix.setAllowedCharPattern("[a-z0-9-]");
    suffix.setMaxLength(64);
    suffix.addValueChangeListener(change -> keepTerms());
    kept =
        new DraftNotice(
            draft,
            new FormFields().one("base", base, bases, Function.identity()).text("suffix", suffix));
    Upload upload =
        new Upload(new AdapterUpload(platform, credentials, terms::get, this::open, this::refuse));
    upload.setAcceptedFileTypes(".zip", "application/zip");
    upload.setDropLabel(new Span("Drop the zip here"));
    upload.setUploadButton(new Button("Choose a zip"));
    Div form =
        new Div(
            kept,
            new Paragraph(
                "The zip of a folder as PEFT saves a LoRA, or as this platform gives adapters out. It is checked against the base and becomes a version of its own."),
            base,
            suffix,
            upload,
            refusal);
    form.addClassName("dialog-form");
    add(form);
    getFooter().add(new Button("Leave it", click -> end()));
  }

  private void keepTerms() {
    terms.set(new Terms(base.getValue(), suffix.getValue()));
  }

  private void end() {
    kept.drop();
    close();
  }

  private void open(Adapter adapter) {
    end();
    UI.getCurrent().navigate(AdapterView.class, adapter.model());
  }

  private void refuse(PlatformException error) {
    refusal.removeAll();
    refusal.add(new ErrorNotice(error));
  }
}
