package io.milora.console.playground;

import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import io.milora.console.live.Page;
import io.milora.console.platform.ChatRequest;
import io.milora.console.platform.PlatformException;
import io.milora.console.shared.ErrorNotice;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One model's answer, as it comes. */
final class AnswerPanel extends Article {
  private final ComboBox<String> model = new ComboBox<>();
  private final Div text = new Div();
  private final Span times = new Span();
  private final Div error = new Div();
  private final StringBuilder answer = new StringBuilder();
  private @Nullable Cancellable running;

  AnswerPanel(List<String> models, String chosen, Runnable changed) {
    addClassName("answer");
    model.setAriaLabel("Model");
    model.setItems(models);
    model.setValue(chosen);
    model.setWidthFull();
    model.addValueChangeListener(change -> changed.run());
    text.addClassName("content");
    text.getElement().setAttribute("aria-live", "polite");
    times.addClassName("times");
    add(model, text, error, times);
    text.add(new Paragraph("The answer comes here."));
  }

  /** The model that is chosen; null if none is. */
  @Nullable String model() {
    return model.getValue();
  }

  /**
   * Asks, and shows what comes.
   *
   * @param chat streams the data of events
   */
  void ask(ChatRequest request, Function<ChatRequest, Multi<String>> chat) {
    stop();
    answer.setLength(0);
    error.removeAll();
    text.setText("");
    AnswerTimes taken = new AnswerTimes();
    times.setText(taken.text());
    Page page = Page.current();
    running =
        chat.apply(request)
            .subscribe()
            .with(
                data -> page.change(() -> take(Chunk.of(data), taken)),
                failure -> page.change(() -> fail(PlatformException.of(failure))));
  }

  private void take(Chunk chunk, AnswerTimes taken) {
    switch (chunk) {
      case Chunk.Text(String piece) -> {
        if (!piece.isEmpty()) {
          taken.piece();
          answer.append(piece);
          text.setText(answer.toString());
        }
      }
      case Chunk.Total(int tokens) -> taken.total(tokens);
      case Chunk.Failure(String message) -> error.add(new Paragraph(message));
      case Chunk.Done() -> {}
    }
    times.setText(taken.text());
  }

  private void fail(PlatformException failure) {
    times.setText("");
    error.removeAll();
    error.add(new ErrorNotice(failure));
  }

  /** Lets the platform stop, too, if an answer is under way. */
  void stop() {
    if (running != null) {
      running.cancel();
    }
  }

  @Override
  protected void onDetach(DetachEvent event) {
    stop();
  }
}
