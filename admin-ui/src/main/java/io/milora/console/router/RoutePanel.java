package io.milora.console.router;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import io.milora.console.shared.Figure;
import io.milora.console.shared.Show;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One prompt's route, gate by gate, and what is to be seen in it. */
final class RoutePanel extends Div {
  /**
   * A route.
   *
   * @param before of the prompt before, by the same adapter; null if there was none
   * @param load of the training; null if it is not known
   */
  RoutePanel(PromptRoute route, @Nullable PromptRoute before, @Nullable TrainingLoad load) {
    addClassName("router-part");
    Div figures = new Div();
    figures.addClassName("figures");
    switch (route.kind()) {
      case MODULES -> {
        add(
            new Paragraph(
                "Probabilities in per cent. Framed modules are on for the whole request, prompt and answer; point at one for its gate."));
        figures.add(mostKept(route));
        if (load != null && load.layers() == route.layers()) {
          figures.add(likeTraining(route, load));
        }
      }
      case DOMAINS -> {
        add(
            new Paragraph(
                "What each layer takes the prompt for, in per cent. Framed is the domain whose adapter the layer uses."));
        IntStream.range(0, route.columns().size()).forEach(i -> figures.add(votes(route, i)));
      }
      case ALWAYS_ALL ->
          add(
              new Paragraph(
                  "This adapter has no router: whatever the prompt, all modules that were trained are on."));
    }
    if (before != null && before.layers() == route.layers()) {
      figures.add(unlike(route, before));
    }
    add(
        figures,
        new HeatScale("0", "the greatest probability"),
        new HeatTable(
            "Probabilities by layer and expert, per cent", route.columns(), route.cells()));
  }

  private static Figure mostKept(PromptRoute route) {
    int most =
        IntStream.range(0, route.columns().size())
            .boxed()
            .max(Comparator.comparingLong(route::layersWith))
            .orElseThrow();
    Figure figure = new Figure("Kept in the most layers");
    figure.show(route.columns().get(most), of(route.layersWith(most), route.layers()));
    return figure;
  }

  private static Figure likeTraining(PromptRoute route, TrainingLoad load) {
    long alike =
        IntStream.range(0, route.layers())
            .filter(layer -> load.keptMostOften(layer, route.kept(layer)))
            .count();
    Figure figure = new Figure("As training mostly did");
    figure.show(Show.percent((double) alike / route.layers()), of(alike, route.layers()));
    return figure;
  }

  private static Figure votes(PromptRoute route, int domain) {
    Figure figure = new Figure("Votes for " + route.columns().get(domain));
    figure.show(
        Show.count(route.votesFor(domain)),
        "used in " + of(route.layersWith(domain), route.layers()));
    return figure;
  }

  private static Figure unlike(PromptRoute route, PromptRoute before) {
    Figure figure = new Figure("Unlike the prompt before");
    figure.show(
        Show.count(route.layersUnlike(before)),
        "of %d layers keep others".formatted(route.layers()));
    return figure;
  }

  private static String of(long part, int layers) {
    return "%d of %d layers".formatted(part, layers);
  }
}
