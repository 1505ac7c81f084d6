package io.milora.cli.seed;

import com.fasterxml.jackson.databind.SerializationFeature;
import io.milora.cli.CommandException;
import io.milora.cli.client.OperatorClient;
import io.milora.cli.local.DataOption;
import io.milora.cli.local.LocalSystem;
import io.milora.cli.seed.Waits.Wait;
import io.milora.model.Scope;
import io.milora.model.json.MiloraJson;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures lists and dashboards of a seeded system. */
@Command(
    name = "measure",
    description = "Measures how long the console's lists and dashboards wait for their answers.")
public final class SeedMeasureCommand implements Callable<Integer> {
  private static final String TENANT = "seed-001";
  private static final int FEWEST_ROUNDS = 2;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--rounds", defaultValue = "7", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--out", description = "File for the figures as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    if (rounds < FEWEST_ROUNDS) {
      throw new CommandException("--rounds is " + rounds + "; allowed: 2 or more.");
    }
    LocalSystem system = data.system();
    OperatorClient operator = new OperatorClient(system.operatorAddress(), system.operatorToken());
    String key = operator.createKey(TENANT, "measure", List.of(Scope.values()));
    Map<String, Wait> waits =
        new Waits(system.operatorAddress(), system.operatorToken(), key)
            .measure(paths(Instant.now()), rounds);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%9s%9s%9s%10s%n", "FIRST", "MEDIAN", "LONGEST", "BYTES");
    waits.forEach(
        (path, wait) ->
            out.printf(
                "%6.0f ms%6.0f ms%6.0f ms%10d  %s%n",
                wait.first(), wait.median(), wait.longest(), wait.bytes(), path));
    out.flush();
    if (json != null) {
      Files.writeString(
          json,
          MiloraJson.mapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(waits));
    }
    return 0;
  }

  private static List<String> paths(Instant now) {
    List<String> paths = new ArrayList<>();
    for (String list : new String[] {"tenants", "quotas", "workers", "jobs/queue", "jobs/failed"}) {
      paths.add("/operator/v1/" + list);
    }
    paths.add("/v1/fine_tuning/jobs?limit=50");
    paths.add("/v1/files?limit=100");
    paths.add("/v1/evaluations?limit=100");
    paths.add("/v1/adapters?limit=100");
    for (String list :
        new String[] {"aliases", "api_keys", "webhooks", "members", "quota", "audit?limit=100"}) {
      paths.add("/v1/" + list);
    }
    for (String part : new String[] {"/operator/v1/", "/v1/"}) {
      served(paths, part, now.minus(Duration.ofHours(1)), "1m", "minute");
      served(paths, part, now.minus(Duration.ofHours(11)), "10m", "minute");
      served(paths, part, now.minus(Duration.ofDays(30)), "8h", "hour");
    }
    return paths;
  }

  /** What a latency dashboard asks for. */
  private static void served(
      List<String> paths, String part, Instant from, String step, String group) {
    String since = "from=" + from.getEpochSecond();
    paths.add(part + "latency?" + since);
    paths.add(part + "latency?kind=ttft&step=" + step + "&" + since);
    paths.add(part + "latency?kind=ttft&group_by=adapter&" + since);
    paths.add(part + "latency?kind=ttft&group_by=adapter&top=20&" + since);
    paths.add(part + "usage?group_by=adapter&" + since);
    if (part.startsWith("/operator")) {
      paths.add(part + "latency?kind=ttft&group_by=tenant&" + since);
    }
    paths.add(part + "usage?group_by=" + group + "&" + since);
    paths.add(part + "latency/slowest?kind=ttft&" + since);
  }
}
