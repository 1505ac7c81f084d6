package io.milora.console.adapters;

import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import io.milora.console.platform.Alias;
import io.milora.console.platform.Alias.Canary;
import io.milora.console.platform.NewCanary;
import io.milora.console.shared.Draft;
import io.milora.console.shared.FormFields;
import io.milora.model.openai.Model;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends a share of a name's requests to another version: a canary. */
final class Trial {
  private static final int MOST = 99;
  private static final int USUAL = 10;

  private final Asking asking;
  private final Alias alias;
  private final ComboBox<String> version = new ComboBox<>("Version to try");
  private final IntegerField percent = new IntegerField("Of a hundred requests");

  private Trial(Asking asking, Alias alias, List<String> versions) {
    this.asking = asking;
    this.alias = alias;
    Canary canary = alias.canary();
    version.setItems(versions);
    version.setItemLabelGenerator(model -> ModelName.of(model).shortName());
    version.setRequired(true);
    version.setErrorMessage("Choose a version");
    percent.setMin(1);
    percent.setMax(MOST);
    percent.setStepButtonsVisible(true);
    percent.setHelperText("1 to %d; the others go where they went.".formatted(MOST));
    percent.setErrorMessage("A whole number from 1 to " + MOST);
    percent.setValue(canary == null ? Integer.valueOf(USUAL) : Integer.valueOf(canary.percent()));
    if (canary != null) {
      version.setValue(canary.model());
    }
  }

  /** Asks for version and share. */
  static void open(Asking asking, Draft draft, Catalogue catalogue, Alias alias, Runnable done) {
    List<String> others =
        catalogue.versions().stream()
            .map(Model::id)
            .filter(model -> !model.equals(alias.model()))
            .toList();
    Trial trial = new Trial(asking, alias, others);
    new RuledDialog(
            "Try a version under " + alias.name(),
            "Try",
            trial::isComplete,
            reason -> {
              trial.begin(reason);
              done.run();
            },
            new Paragraph(
                "Each user of the application stays with one version, so that nobody sees answers change to and fro."),
            trial.version,
            trial.percent)
        .keeping(
            draft,
            new FormFields()
                .one("version", trial.version, others, Function.identity())
                .whole("percent", trial.percent))
        .open();
  }

  private boolean isComplete() {
    version.setInvalid(version.getValue() == null);
    percent.setInvalid(
        percent.getValue() == null || percent.getValue() < 1 || percent.getValue() > MOST);
    return !version.isInvalid() && !percent.isInvalid();
  }

  private void begin(@Nullable String reason) {
    NewCanary canary = NewCanary.of(version.getValue(), percent.getValue(), reason);
    asking.ask((plane, who) -> plane.setCanary(who, alias.name(), canary));
  }
}
