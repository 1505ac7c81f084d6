package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import io.milora.console.platform.PlatformException;
import java.util.function.BooleanSupplier;

/** Fields and a button. What the platform refuses is said inside, and what was typed stays. */
public final class FormDialog extends Dialog {
  private final Div form;
  private final Div problems = new Div();
  private final transient BooleanSupplier action;
  private transient Runnable ended = () -> {};

  /**
   * A dialog, not open yet.
   *
   * @param action what the button does; false if a field says what is wrong, so that the dialog
   *     stays
   */
  public FormDialog(String title, String button, BooleanSupplier action, Component... fields) {
    this.action = action;
    setHeaderTitle(title);
    addClassName("form-dialog");
    form = new Div(fields);
    form.addClassName("dialog-form");
    form.add(problems);
    add(form);
    Button confirm = new Button(button, click -> confirm());
    confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    DialogKeys.set(this, confirm, fields);
    getFooter().add(new Button("Leave it", click -> end()), confirm);
  }

  /** Has the fields kept until they are sent, or left by the button for that. */
  public FormDialog keeping(Draft draft, FormFields fields) {
    DraftNotice notice = new DraftNotice(draft, fields);
    form.addComponentAsFirst(notice);
    ended = notice::drop;
    return this;
  }

  private void confirm() {
    problems.removeAll();
    try {
      if (action.getAsBoolean()) {
        end();
      }
    } catch (PlatformException e) {
      problems.add(new ErrorNotice(e));
    }
  }

  private void end() {
    ended.run();
    close();
  }
}
