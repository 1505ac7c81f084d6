package io.milora.console.operations;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import io.milora.console.platform.TenantDeletion;
import io.milora.console.shared.FormDialog;
import java.util.function.Consumer;

/** Asks whether a tenant is really to be deleted: its name must be typed. */
final class DeletionForm {
  private static final int MOST_HOURS = 24 * 365;

  private final String tenant;
  private final TextField name = new TextField("The tenant's name");
  private final IntegerField hours = new IntegerField("Hours in which it can be restored");

  private DeletionForm(String tenant) {
    this.tenant = tenant;
    name.setHelperText("Type %s, as this cannot be taken back later.".formatted(tenant));
    name.setErrorMessage("This is not its name; type " + tenant);
    hours.setPlaceholder("as the platform is set");
    hours.setMin(0);
    hours.setMax(MOST_HOURS);
    hours.setClearButtonVisible(true);
    hours.setErrorMessage("0 to " + MOST_HOURS);
    hours.setHelperText("Empty: the platform's usual time, shown when it is set. 0: at once.");
  }

  /**
   * Opens the form.
   *
   * @param delete gets the wish; refusals stay in the form
   */
  static void open(String tenant, Consumer<TenantDeletion> delete) {
    DeletionForm form = new DeletionForm(tenant);
    new FormDialog(
            "Delete " + tenant + "?",
            "Delete the tenant",
            () -> form.confirm(delete),
            new Paragraph(
                "From now on its keys and people are refused and its jobs are paused. When the time is over its rows, files, adapters and people's access are removed for good; only the audit log stays. Export it first if it may be needed."),
            form.name,
            form.hours)
        .open();
  }

  private boolean confirm(Consumer<TenantDeletion> delete) {
    name.setInvalid(!name.getValue().strip().equals(tenant));
    if (name.isInvalid() || hours.isInvalid()) {
      return false;
    }
    delete.accept(new TenantDeletion(tenant, hours.getValue()));
    return true;
  }
}
