package io.milora.cli.seed;

import io.milora.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long answers take that the console waits for. */
final class Waits {
  private static final String ALL = "/operator/v1/";
  private static final String OWN = "/v1/";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final Map<String, String> tokens;

  /**
   * Of one system.
   *
   * @param operator token of operators' calls
   * @param key of a tenant
   */
  Waits(URI address, String operator, String key) {
    this.address = address;
    tokens = Map.of(ALL, operator, OWN, key);
  }

  /**
   * Answers to one question.
   *
   * @param first milliseconds of the first one
   * @param median of those after the first
   * @param longest of those after the first
   * @param bytes of the last answer
   */
  record Wait(double first, double median, double longest, long bytes) {}

  /** Asks each question so often, 2 or more; by paths. */
  Map<String, Wait> measure(List<String> paths, int rounds) throws InterruptedException {
    Map<String, Wait> waits = new LinkedHashMap<>();
    for (String path : paths) {
      waits.put(path, measure(path, rounds));
    }
    return waits;
  }

  private Wait measure(String path, int rounds) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    long bytes = 0;
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      bytes = ask(path).length;
      millis.add((System.nanoTime() - start) / 1e6);
    }
    double[] later = millis.stream().skip(1).mapToDouble(Double::doubleValue).sorted().toArray();
    return new Wait(
        millis.getFirst(), later[later.length / 2], Arrays.stream(later).max().orElse(0), bytes);
  }

  private byte[] ask(String path) throws InterruptedException {
    String token = tokens.get(path.startsWith(ALL) ? ALL : OWN);
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new CommandException(
            "%s: %d %s"
                .formatted(
                    path,
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8)));
      }
      return response.body();
    } catch (IOException e) {
      throw new CommandException("No answer from " + address + ": " + e.getMessage(), e);
    }
  }
}
