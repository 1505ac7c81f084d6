package io.milora.cli.reproduce;

import io.milora.engine.bench.ComparisonBench;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks what a comparison was asked for, all at once. */
final class ReproduceOptions {
  /** Names become names of files. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private ReproduceOptions() {}

  /**
   * The tasks, if everything is right.
   *
   * @throws InvalidInputException with everything that is wrong
   */
  static List<Task.Source> check(
      List<String> data,
      List<String> methods,
      List<Integer> seeds,
      Map<String, Double> learningRates,
      Scale scale,
      int batch) {
    List<Problem> problems = new ArrayList<>();
    List<Task.Source> sources = sources(problems, data);
    known(problems, "--methods", methods);
    distinct(problems, "--methods", methods);
    known(problems, "--learning-rate", learningRates.keySet());
    learningRates.forEach(
        (method, rate) ->
            check(
                problems,
                rate > 0 && rate <= 1,
                "--learning-rate " + method,
                rate,
                "above 0 to 1"));
    distinct(problems, "--seeds", seeds);
    seeds.forEach(seed -> check(problems, seed >= 0, "--seeds", seed, "0 or more"));
    check(problems, scale.rows() >= 1, "--rows", scale.rows(), "1 or more");
    check(problems, scale.testRows() >= 1, "--test-rows", scale.testRows(), "1 or more");
    check(problems, scale.devRows() >= 1, "--dev-rows", scale.devRows(), "1 or more");
    check(
        problems,
        scale.epochs() >= 1 && scale.epochs() <= 100,
        "--epochs",
        scale.epochs(),
        "1 to 100");
    check(problems, batch >= 1 && batch <= 1024, "--batch", batch, "1 to 1024");
    InvalidInputException.throwIfAny(problems);
    return sources;
  }

  private static List<Task.Source> sources(List<Problem> problems, List<String> data) {
    List<Task.Source> sources = new ArrayList<>();
    for (String given : data) {
      int equals = given.indexOf('=');
      String name = equals < 0 ? "" : given.substring(0, equals);
      if (!NAME.matcher(name).matches() || name.equals(Cell.MIXED)) {
        problems.add(
            Problem.outOfRange(
                "--data",
                given,
                "NAME=FOLDER, a name of letters, digits, - and _ that is not " + Cell.MIXED));
      } else {
        sources.add(new Task.Source(name, Path.of(given.substring(equals + 1))));
      }
    }
    distinct(problems, "--data", sources.stream().map(Task.Source::name).toList());
    return sources;
  }

  private static void known(List<Problem> problems, String param, Iterable<String> methods) {
    for (String method : methods) {
      if (!ComparisonBench.METHODS.contains(method)) {
        problems.add(Problem.unknown(param, method, ComparisonBench.METHODS));
      }
    }
  }

  private static void distinct(List<Problem> problems, String param, List<?> given) {
    Set<Object> seen = new HashSet<>();
    for (Object one : given) {
      check(problems, seen.add(one), param, one + " twice", "each once");
    }
  }

  private static void check(
      List<Problem> problems, boolean holds, String param, Object given, String allowed) {
    if (!holds) {
      problems.add(Problem.outOfRange(param, given, allowed));
    }
  }

  /** SHA-256 of each task's two files, in the order of the tasks. */
  static Map<String, String> identities(List<Task.Source> sources) {
    Map<String, String> identities = new LinkedHashMap<>();
    for (Task.Source source : sources) {
      MessageDigest digest = ContentHash.newDigest();
      try {
        digest.update(Files.readAllBytes(source.trainFile()));
        digest.update(Files.readAllBytes(source.testFile()));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + source.folder(), e);
      }
      identities.put(source.name(), ContentHash.of(digest.digest()).hex());
    }
    return identities;
  }
}
