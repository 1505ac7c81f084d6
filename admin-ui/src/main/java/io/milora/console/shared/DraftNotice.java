package io.milora.console.shared;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.Map;

/**
 * Keeps what a form is filled in with, fills it in again, and then says so, with a way back to the
 * form as it was.
 */
public final class DraftNotice extends Div {
  private final transient Draft draft;
  private final transient FormFields fields;
  private final transient Map<String, String> fresh;

  /**
   * Nothing is shown unless there is a draft.
   *
   * @param fields as a form without a draft has them
   */
  public DraftNotice(Draft draft, FormFields fields) {
    this.draft = draft;
    this.fields = fields;
    this.fresh = fields.values();
    addClassNames("actions", "draft-notice");
    add(
        new Span("What you filled in before is here again."),
        new Button("Start afresh", click -> startAfresh()));
    setVisible(false);
    fields.onEdit(() -> draft.keep(fields.values()));
    draft.restore(this::fillIn);
  }

  private void fillIn(Map<String, String> values) {
    fields.fillIn(values);
    setVisible(true);
  }

  private void startAfresh() {
    drop();
    fields.fillIn(fresh);
    setVisible(false);
  }

  /** Forgets the draft: the form was sent, or left on purpose. */
  public void drop() {
    draft.drop();
  }
}
