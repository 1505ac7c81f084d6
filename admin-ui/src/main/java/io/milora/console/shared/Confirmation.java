package io.milora.console.shared;

import com.vaadin.flow.component.confirmdialog.ConfirmDialog;

/** Asks before something that cannot be undone, or says why it cannot be done. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Asks.
   *
   * @param consequence what happens, and to whom
   * @param button the verb
   */
  public static void ask(String question, String consequence, String button, Runnable action) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader(question);
    dialog.setText(consequence);
    dialog.setCancelable(true);
    dialog.setCancelText("Leave it");
    dialog.setConfirmText(button);
    dialog.setConfirmButtonTheme("error primary");
    dialog.addConfirmListener(confirmed -> action.run());
    dialog.open();
  }

  /** Says why something cannot be done, and what to do first. */
  public static void tell(String what, String advice) {
    ConfirmDialog dialog = new ConfirmDialog();
    dialog.setHeader(what);
    dialog.setText(advice);
    dialog.setConfirmText("Close");
    dialog.open();
  }
}
