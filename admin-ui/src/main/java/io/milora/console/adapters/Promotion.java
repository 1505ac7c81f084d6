package io.milora.console.adapters;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.IntegerField;
import io.milora.console.platform.AliasMove;
import io.milora.console.platform.NewCanary;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.Draft;
import io.milora.console.shared.FormFields;
import io.milora.console.shared.Links;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Points a name at a version or a checkpoint, with all of its requests or a share of them. What
 * stands against it is said, with a way to do it nevertheless.
 */
public final class Promotion {
  private static final int ALL = 100;
  private static final String NOT_MEASURED = "gate_not_measured";

  private final Asking asking;
  private final String model;
  private final ComboBox<String> name = new ComboBox<>("Name");
  private final IntegerField percent = new IntegerField("Of a hundred requests");
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

  /**
   * Asks under which name, and for how many requests.
   *
   * @param done gets the name
   */
  public static void open(
      Asking asking,
      Draft draft,
      Catalogue catalogue,
      String model,
      Consumer<String> done,
      Component... lead) {
    List<String> names = catalogue.aliases().stream().map(Model::id).toList();
    Promotion promotion = new Promotion(asking, names, model);
    promotion.percent.setValue(ALL);
    promotion.percent.setMin(1);
    promotion.percent.setMax(ALL);
    promotion.percent.setStepButtonsVisible(true);
    promotion.percent.setErrorMessage("A whole number from 1 to " + ALL);
    promotion.percent.setHelperText(
        "%d: all of them. Fewer: the name, which must be there, tries it for this share."
            .formatted(ALL));
    promotion
        .dialog(() -> done.accept(promotion.name.getValue()), lead)
        .keeping(
            draft,
            new FormFields().text("name", promotion.name).whole("percent", promotion.percent))
        .open();
  }

  /** Moves a name that tries the version. */
  static void open(Asking asking, Draft draft, String alias, String model, Runnable done) {
    Promotion promotion = new Promotion(asking, List.of(alias), model);
    promotion.percent.setVisible(false);
    promotion.name.setValue(alias);
    promotion.name.setReadOnly(true);
    promotion.name.setHelperText("All of its requests go to this version; the trial ends.");
    promotion.dialog(done).keeping(draft, new FormFields()).open();
  }

  private RuledDialog dialog(Runnable done, Component... lead) {
    Div fields = new Div(lead);
    fields.addClassName("dialog-form");
    fields.add(name, percent, rule);
    return new RuledDialog(
        "Promote " + ModelName.of(model).shortName(),
        "Promote",
        this::isComplete,
        reason -> {
          move(reason);
          done.run();
        },
        fields);
  }

  private boolean isComplete() {
    name.setInvalid(name.getValue() == null || name.getValue().isBlank());
    percent.setInvalid(percent.isVisible() && (share() < 1 || share() > ALL));
    return !name.isInvalid() && !percent.isInvalid();
  }

  private int share() {
    return Objects.requireNonNullElse(percent.getValue(), percent.isVisible() ? 0 : ALL);
  }

  private void move(@Nullable String reason) {
    String alias = name.getValue();
    int share = share();
    try {
      asking.ask(
          (plane, who) ->
              share == ALL
                  ? plane.pointAlias(who, alias, AliasMove.of(model, reason))
                  : plane.setCanary(who, alias, NewCanary.of(model, share, reason)));
    } catch (PlatformException e) {
      if (NOT_MEASURED.equals(e.code())) {
        // A checkpoint is a version from now on, so that it can be.
        rule.add(new Span(" "), Links.adapter(model, "Measure it"));
      }
      throw e;
    }
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
