package io.milora.cli.load;

import io.milora.cli.engine.JsonOutput;
import io.milora.cli.engine.Rows;
import io.milora.datasets.ChatRow;
import io.milora.datasets.CompletionRow;
import io.milora.datasets.TrainingRow;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts load on a system. */
@Command(
    name = "load",
    description =
        "Sends streamed chats of several tenants at random times (Poisson), whether or not the server keeps up, and prints TTFT, TPOT and end to end times by tenant.")
public final class LoadCommand implements Callable<Integer> {
  private static final List<List<ChatMessage>> USUAL =
      List.of(
          List.of(new ChatMessage(Role.USER, "Say what is new.")),
          List.of(new ChatMessage(Role.USER, "Which planet is the largest, and why do we know?")));

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      required = true,
      description = "Base URL as OpenAI's clients take it, such as http://127.0.0.1:8000/v1.")
  private String url;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "NAME=KEY@MODEL[*WEIGHT]",
      description =
          "A tenant: its name in the report, API key, model, and share of the requests (1). Once for each.")
  private List<String> keys;

  @Option(names = "--rate", description = "Requests/s of all tenants together (2).")
  private double rate = 2;

  @Option(names = "--requests", description = "How many in all (60).")
  private int requests = 60;

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "Rows to draw prompts from: JSONL, or JSON in LLM-Adapters' form; their answers are left out.")
  private @Nullable Path prompts;

  @Option(names = "--max-tokens", description = "An answer has 1 to so many tokens (64).")
  private int maxTokens = 64;

  @Option(
      names = "--disconnects",
      paramLabel = "SHARE",
      description = "Share of requests whose client goes away at a random moment (0).")
  private double disconnects;

  @Option(
      names = "--deadlines",
      paramLabel = "SHARE",
      description = "Share of requests with a random time limit (0).")
  private double deadlines;

  @Option(
      names = "--unrest",
      paramLabel = "SECONDS",
      description = "The longest of those moments and limits (3).")
  private double unrest = 3;

  @Option(names = "--seed", description = "Equal seeds ask equal things at equal times (1).")
  private long seed = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private @Nullable Path json;

  /** What {@code --json} writes. */
  private record Report(double rate, double seconds, List<LoadResults.Row> tenants) {}

  @Override
  public Integer call() throws Exception {
    List<LoadTenant> tenants = check();
    Traffic traffic =
        new Traffic(
            tenants,
            prompts == null ? USUAL : read(prompts),
            rate,
            maxTokens,
            disconnects,
            deadlines,
            Duration.ofNanos((long) (unrest * 1e9)));
    List<Arrival> arrivals = traffic.requests(requests, seed);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d requests, the last one after %.0f s%n",
        requests,
        arrivals.getLast().at().toMillis() / 1000.0);
    out.flush();
    long start = System.nanoTime();
    List<LoadResults.Row> rows = Load.run(url, arrivals).rows();
    double seconds = (System.nanoTime() - start) / 1e9;
    new LoadPrinter(out).print(rows, seconds);
    JsonOutput.write(json, new Report(rate, seconds, rows));
    return 0;
  }

  private List<LoadTenant> check() {
    List<Problem> problems = new ArrayList<>();
    positive(problems, "--rate", rate);
    positive(problems, "--requests", requests);
    positive(problems, "--max-tokens", maxTokens);
    positive(problems, "--unrest", unrest);
    share(problems, "--disconnects", disconnects);
    share(problems, "--deadlines", deadlines);
    List<LoadTenant> tenants = new ArrayList<>();
    for (String key : keys) {
      try {
        tenants.add(LoadTenant.parse(key));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    InvalidInputException.throwIfAny(problems);
    return tenants;
  }

  private static void positive(List<Problem> problems, String option, double given) {
    if (!(given > 0)) {
      problems.add(Problem.outOfRange(option, given, "above 0"));
    }
  }

  private static void share(List<Problem> problems, String option, double given) {
    if (!(given >= 0 && given <= 1)) {
      problems.add(Problem.outOfRange(option, given, "0 to 1"));
    }
  }

  private static List<List<ChatMessage>> read(Path file) {
    List<List<ChatMessage>> read = new ArrayList<>();
    for (TrainingRow row : Rows.read(file, "--prompts")) {
      read.add(
          switch (row) {
            case ChatRow chat -> chat.messages().subList(0, chat.messages().size() - 1);
            case CompletionRow text -> List.of(new ChatMessage(Role.USER, text.prompt()));
          });
    }
    return read;
  }
}
