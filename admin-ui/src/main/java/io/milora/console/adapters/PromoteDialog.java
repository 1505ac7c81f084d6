package io.milora.console.adapters;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import io.milora.console.platform.AliasMove;
import io.milora.console.platform.Caller;
import io.milora.console.platform.ControlPlane;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.ErrorNotice;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.function.BiFunction;

/** Points a name at a version; if the name's rule does not hold, with a reason only. */
final class PromoteDialog extends Dialog {
  private static final List<String> GATE = List.of("gate_failed", "gate_not_measured");

  private final transient Asking asking;
  private final String model;
  private final transient Runnable done;
  private final ComboBox<String> name = new ComboBox<>("Name");
  private final Paragraph rule = new Paragraph();
  private final Div refusal = new Div();
  private final TextArea reason = new TextArea("Why promote it nevertheless");
  private final Button promote = new Button("Promote", click -> promote());

  /** Asks the control plane in the user's name. */
  @FunctionalInterface
  interface Asking {
    /** As the view does. */
    <T> T ask(BiFunction<ControlPlane, Caller, T> call);
  }

  PromoteDialog(Asking asking, Catalogue catalogue, String model, Runnable done) {
    this.asking = asking;
    this.model = model;
    this.done = done;
    setHeaderTitle("Promote " + ModelName.of(model).shortName());
    name.setItems(catalogue.aliases().stream().map(Model::id).toList());
    name.setAllowCustomValue(true);
    name.addCustomValueSetListener(typed -> name.setValue(typed.getDetail()));
    name.setHelperText("A name that is there moves to this version; a new one is made.");
    name.addValueChangeListener(change -> showRule());
    name.setWidthFull();
    reason.setWidthFull();
    reason.setVisible(false);
    reason.setHelperText("It is recorded with the move.");
    reason.setMaxLength(1000);
    promote.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    add(name, rule, refusal, reason);
    getFooter().add(new Button("Leave it", click -> close()), promote);
  }

  private void showRule() {
    rule.setText("");
    String alias = name.getValue();
    if (alias == null || alias.isBlank()) {
      return;
    }
    try {
      rule.setText("Its rule: " + asking.ask((plane, who) -> plane.gate(who, alias)).text());
    } catch (PlatformException e) {
      rule.setText(
          e.isNotFound() ? "It has no rule: it moves freely." : String.valueOf(e.getMessage()));
    }
  }

  private void promote() {
    String alias = name.getValue();
    name.setInvalid(alias == null || alias.isBlank());
    reason.setInvalid(reason.isVisible() && reason.isEmpty());
    if (name.isInvalid() || reason.isInvalid()) {
      return;
    }
    AliasMove move =
        reason.isVisible() ? AliasMove.overriding(model, reason.getValue()) : AliasMove.to(model);
    try {
      asking.ask((plane, who) -> plane.pointAlias(who, alias, move));
      close();
      done.run();
    } catch (PlatformException e) {
      refusal.removeAll();
      refusal.add(new ErrorNotice(e));
      if (e.code() != null && GATE.contains(e.code())) {
        reason.setVisible(true);
        promote.setText("Promote nevertheless");
      }
    }
  }
}
