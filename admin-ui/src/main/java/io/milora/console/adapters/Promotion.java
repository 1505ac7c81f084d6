package io.milora.console.adapters;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Paragraph;
import io.milora.console.platform.AliasMove;
import io.milora.console.platform.PlatformException;
import io.milora.model.openai.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Points a name at a version. */
final class Promotion {
  private final Asking asking;
  private final String model;
  private final ComboBox<String> name = new ComboBox<>("Name");
  private final Paragraph rule = new Paragraph();

  private Promotion(Asking asking, List<String> names, String model) {
    this.asking = asking;
    this.model = model;
    name.setItems(names);
    name.setAllowCustomValue(true);
    name.addCustomValueSetListener(typed -> name.setValue(typed.getDetail()));
    name.setHelperText("A name that is there moves to this version; a new one is made.");
    name.addValueChangeListener(change -> showRule());
  }

  /** Asks under which name. */
  static void open(Asking asking, Catalogue catalogue, String model, Runnable done) {
    List<String> names = catalogue.aliases().stream().map(Model::id).toList();
    Promotion promotion = new Promotion(asking, names, model);
    promotion.dialog(done).open();
  }

  /** Moves a name that tries the version. */
  static void open(Asking asking, String alias, String model, Runnable done) {
    Promotion promotion = new Promotion(asking, List.of(alias), model);
    promotion.name.setValue(alias);
    promotion.name.setReadOnly(true);
    promotion.name.setHelperText("All of its requests go to this version; the trial ends.");
    promotion.dialog(done).open();
  }

  private RuledDialog dialog(Runnable done) {
    return new RuledDialog(
        "Promote " + ModelName.of(model).shortName(),
        "Promote",
        this::isComplete,
        reason -> {
          move(reason);
          done.run();
        },
        name,
        rule);
  }

  private boolean isComplete() {
    name.setInvalid(name.getValue() == null || name.getValue().isBlank());
    return !name.isInvalid();
  }

  private void move(@Nullable String reason) {
    asking.ask((plane, who) -> plane.pointAlias(who, name.getValue(), AliasMove.of(model, reason)));
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
}
