package io.milora.console.shared;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Focusable;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import java.util.stream.Stream;

/** How dialogs are used by the keyboard: typing goes to the first field, Ctrl + Enter sends. */
public final class DialogKeys {
  private DialogKeys() {}

  /**
   * Sets a dialog up, before it is opened.
   *
   * @param confirm what Ctrl + Enter clicks
   * @param fields in their order, also with others between them
   */
  public static void set(Dialog dialog, Button confirm, Component... fields) {
    // What is typed last is sent when its field is left.
    confirm.addClickShortcut(Key.ENTER, KeyModifier.CONTROL).resetFocusOnActiveElement();
    confirm.setTooltipText("Ctrl + Enter");
    dialog.addOpenedChangeListener(
        change -> {
          if (change.isOpened()) {
            all(fields)
                .filter(Focusable.class::isInstance)
                .findFirst()
                .ifPresent(field -> ((Focusable<?>) field).focus());
          }
        });
  }

  private static Stream<Component> all(Component... fields) {
    return Stream.of(fields)
        .flatMap(
            field -> Stream.concat(Stream.of(field), field.getChildren().flatMap(DialogKeys::all)));
  }
}
