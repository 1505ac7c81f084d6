package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.textfield.TextArea;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.DialogKeys;
import io.milora.console.shared.Draft;
import io.milora.console.shared.DraftNotice;
import io.milora.console.shared.ErrorNotice;
import io.milora.console.shared.FormFields;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes a name; if its rule does not hold, with a reason only. */
final class RuledDialog extends Dialog {
  private static final List<String> GATE = List.of("gate_failed", "gate_not_measured");
  private static final int LONGEST_REASON = 1000;

  private final String verb;
  private final transient BooleanSupplier complete;
  private final transient Consumer<@Nullable String> action;
  private final Div form;
  private final Div refusal = new Div();
  private final TextArea reason;
  private final Button confirm;
  private transient Runnable ended = () -> {};

  /**
   * A dialog, not open yet.
   *
   * @param verb on the button, for instance {@code Promote}
   * @param complete false if a field says what is missing
   * @param action gets the reason, or null as long as nothing stands against it
   */
  RuledDialog(
      String title,
      String verb,
      BooleanSupplier complete,
      Consumer<@Nullable String> action,
      Component... fields) {
    this.verb = verb;
    this.complete = complete;
    this.action = action;
    reason = new TextArea("Why %s it nevertheless".formatted(verb.toLowerCase(Locale.ROOT)));
    reason.setVisible(false);
    reason.setHelperText("It is recorded with the change.");
    reason.setMaxLength(LONGEST_REASON);
    confirm = new Button(verb, click -> confirm());
    confirm.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    setHeaderTitle(title);
    form = new Div(fields);
    form.addClassName("dialog-form");
    form.add(refusal, reason);
    add(form);
    DialogKeys.set(this, confirm, fields);
    getFooter().add(new Button("Leave it", click -> end()), confirm);
  }

  /** Has the fields and the reason kept until they are sent, or left by the button for that. */
  RuledDialog keeping(Draft draft, FormFields fields) {
    DraftNotice notice = new DraftNotice(draft, fields.text("reason", reason));
    form.addComponentAsFirst(notice);
    ended = notice::drop;
    return this;
  }

  private void end() {
    ended.run();
    close();
  }

  private void confirm() {
    reason.setInvalid(reason.isVisible() && reason.isEmpty());
    if (!complete.getAsBoolean() || reason.isInvalid()) {
      return;
    }
    try {
      action.accept(reason.isVisible() ? reason.getValue() : null);
      end();
    } catch (PlatformException e) {
      refusal.removeAll();
      refusal.add(new ErrorNotice(e));
      if (e.code() != null && GATE.contains(e.code())) {
        reason.setVisible(true);
        confirm.setText(verb + " nevertheless");
      }
    }
  }
}
