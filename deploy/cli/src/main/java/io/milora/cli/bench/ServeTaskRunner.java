package io.milora.cli.bench;

import io.milora.cli.bench.Figures.Series;
import io.milora.engine.ServingEngines;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.DecodeSpeed;
import io.milora.engine.bench.RandomAdapters;
import io.milora.engine.bench.moelora.MoeLoraServing;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.serve.LogitRows;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.Precision;
import io.milora.model.Projection;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Does a task. All systems take turns at each work, so that their quotients are of one moment. */
final class ServeTaskRunner {
  private static final int SEED = 1;
  private static final float STRENGTH = 0.01f;

  /** As many as the peers' scripts leave out. */
  private static final int WARM_UP_STEPS = 4;

  private final ServeTask task;
  private final RandomAdapters adapters;
  private final int vocabulary;
  private final Random random = new Random(SEED);

  private ServeTaskRunner(ServeTask task, BaseModel base) {
    this.task = task;
    this.adapters = new RandomAdapters(base.config(), SEED);
    this.vocabulary = base.config().vocabulary();
  }

  /** One line of what is printed. */
  record Line(String system, String work, List<Double> runs) {}

  /** Tokens/s of every system at every work; the first figures warm up and are left out. */
  static List<Line> run(ServeTask task) {
    try (BaseModel base = BaseModel.open(task.base());
        ServingEngine engine = ServingEngines.open(base, options(task));
        MoeLoraServing moeLora = MoeLoraServing.open(base, options(task))) {
      ServeTaskRunner runner = new ServeTaskRunner(task, base);
      return runner.run(
          List.of(
              runner.bare(engine),
              runner.lora(engine),
              runner.milora(engine),
              runner.moeLora(moeLora)));
    }
  }

  private static OnnxOptions options(ServeTask task) {
    int slots = Math.max(1, widest(task));
    int prompts = task.prefillTokens().stream().mapToInt(tokens -> tokens).max().orElse(0);
    int capacity = Math.max(prompts, task.promptTokens() + WARM_UP_STEPS + task.newTokens());
    return new OnnxOptions(task.graphs(), slots, capacity, Precision.INT8, task.threads());
  }

  private static int widest(ServeTask task) {
    return task.batches().stream().mapToInt(batch -> batch).max().orElse(0);
  }

  /** A system with an adapter for each slot. */
  private record Served(ServeSystem system, ServingEngine engine, List<Adapter> adapters) {}

  private Served bare(ServingEngine engine) {
    List<Adapter> same = Collections.nCopies(slots(), BareBase.INSTANCE);
    return new Served(ServeSystem.BASE, engine, same);
  }

  private Served lora(ServingEngine engine) {
    List<Adapter> different = new ArrayList<>();
    for (int i = 0; i < slots(); i++) {
      different.add(adapters.lora(task.rank(), EnumSet.allOf(Projection.class), STRENGTH));
    }
    return new Served(ServeSystem.LORA, engine, different);
  }

  private Served milora(ServingEngine engine) {
    List<Adapter> different = new ArrayList<>();
    for (int i = 0; i < slots(); i++) {
      different.add(adapters.milora(task.rank(), RouterSettings.DEFAULT.k(), STRENGTH));
    }
    return new Served(ServeSystem.MILORA, engine, different);
  }

  private Served moeLora(MoeLoraServing serving) {
    List<Adapter> different = new ArrayList<>();
    for (int i = 0; i < slots(); i++) {
      different.add(serving.add(adapters.moeLora(task.rank(), STRENGTH)));
    }
    return new Served(ServeSystem.MOELORA, serving.engine(), different);
  }

  private int slots() {
    return Math.max(1, widest(task));
  }

  private List<Line> run(List<Served> systems) {
    Map<Series, List<Double>> found = new LinkedHashMap<>();
    for (int repeat = 0; repeat <= task.repeats(); repeat++) {
      boolean warmsUp = repeat == 0;
      for (int batch : task.batches()) {
        for (Served served : systems) {
          double speed = decode(served, batch, warmsUp ? 1 : task.newTokens());
          keep(found, warmsUp, served, ServeTask.decode(batch), speed);
        }
      }
      for (int tokens : task.prefillTokens()) {
        for (Served served : systems) {
          keep(found, warmsUp, served, ServeTask.prefill(tokens), prefill(served, tokens));
        }
      }
    }
    return found.entrySet().stream()
        .map(entry -> new Line(entry.getKey().system(), entry.getKey().work(), entry.getValue()))
        .toList();
  }

  private static void keep(
      Map<Series, List<Double>> found, boolean warmsUp, Served served, String work, double speed) {
    if (!warmsUp) {
      Series series = new Series(served.system().label(), work);
      found.computeIfAbsent(series, first -> new ArrayList<>()).add(speed);
    }
  }

  private double decode(Served served, int batch, int newTokens) {
    List<int[]> prompts =
        IntStream.range(0, batch).mapToObj(i -> prompt(task.promptTokens())).toList();
    return DecodeSpeed.measure(
        served.engine(), served.adapters().subList(0, batch), prompts, WARM_UP_STEPS, newTokens);
  }

  private double prefill(Served served, int tokens) {
    int[] prompt = prompt(tokens);
    Adapter adapter = served.adapters().getFirst();
    long start = System.nanoTime();
    served.engine().prefill(0, prompt, tokens, adapter, LogitRows.LAST);
    double seconds = (System.nanoTime() - start) / 1e9;
    served.engine().release(0);
    return tokens / seconds;
  }

  /** Tokens that the vocabulary has; what they mean costs no time. */
  private int[] prompt(int tokens) {
    return random.ints(tokens, 3, vocabulary).toArray();
  }
}
