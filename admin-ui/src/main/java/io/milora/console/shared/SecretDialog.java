package io.milora.console.shared;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;

/** A secret that is shown this once; only its button closes it, not a stray click. */
public final class SecretDialog extends Dialog {
  /** What it is, what to do with it, and the secret itself. */
  public SecretDialog(String title, String advice, String secret) {
    setHeaderTitle(title);
    setCloseOnOutsideClick(false);
    setCloseOnEsc(false);
    Pre text = new Pre(secret);
    text.addClassNames("code", "secret");
    text.getElement().setAttribute("tabindex", "0");
    text.getElement().setAttribute("aria-label", title);
    Button copy = new Button("Copy");
    copy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    copy.addClickListener(
        click -> {
          copy.getElement().executeJs("window.milora.copy($0)", secret);
          copy.setText("Copied");
        });
    Div form = new Div(new Paragraph(advice), text);
    form.addClassName("dialog-form");
    add(form);
    getFooter().add(new Button("I have kept it", click -> close()), copy);
  }
}
