package io.milora.console.datasets;

import io.milora.model.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a file was refused, row by row.
 *
 * @param summary one sentence
 * @param rows in the order of the file
 */
record ValidationReport(String filename, String summary, List<BadRow> rows) {
  private static final Pattern ROW = Pattern.compile("Row (\\d+): (.*)", Pattern.DOTALL);
  private static final int SHOWN_TEXT = 400;

  /**
   * A row that cannot be trained on.
   *
   * @param number of its line, from 1
   * @param fault the kind, for instance {@code wrong_role}
   * @param text the row as it stands in the file, perhaps cut off
   */
  record BadRow(long number, String fault, String reason, String text) {}

  /** What the platform said, with the rows' text from the file itself. */
  static ValidationReport of(String filename, List<Problem> problems, Path file)
      throws IOException {
    List<BadRow> found = bad(problems);
    Set<Long> numbers = new HashSet<>();
    found.forEach(row -> numbers.add(row.number()));
    // Of Parquet there are no lines to show.
    boolean lines = !filename.toLowerCase(Locale.ROOT).endsWith(".parquet");
    return of(filename, problems, found, lines ? texts(file, numbers) : Map.of());
  }

  /** The same of a file that is not here, so that rows come without their text. */
  static ValidationReport of(String filename, List<Problem> problems) {
    return of(filename, problems, bad(problems), Map.of());
  }

  private static ValidationReport of(
      String filename, List<Problem> problems, List<BadRow> found, Map<Long, String> texts) {
    return new ValidationReport(
        filename,
        problems.getFirst().message(),
        found.stream()
            .map(
                row ->
                    new BadRow(
                        row.number(),
                        row.fault(),
                        row.reason(),
                        texts.getOrDefault(row.number(), "")))
            .toList());
  }

  private static List<BadRow> bad(List<Problem> problems) {
    List<BadRow> found = new ArrayList<>();
    for (Problem problem : problems) {
      Matcher row = ROW.matcher(problem.message());
      if (row.matches()) {
        found.add(new BadRow(Long.parseLong(row.group(1)), problem.code(), row.group(2), ""));
      }
    }
    return found;
  }

  private static Map<Long, String> texts(Path file, Set<Long> numbers) throws IOException {
    Map<Long, String> texts = new HashMap<>();
    // Not Files.newBufferedReader, which refuses bytes that are not UTF-8; these are reported, too.
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      long number = 0;
      String line = reader.readLine();
      while (line != null && texts.size() < numbers.size()) {
        number++;
        if (numbers.contains(number)) {
          texts.put(number, cut(line));
        }
        line = reader.readLine();
      }
    }
    return texts;
  }

  private static String cut(String line) {
    return line.length() <= SHOWN_TEXT ? line : line.substring(0, SHOWN_TEXT) + "…";
  }

  /** The kinds of faults that there are, sorted. */
  List<String> faults() {
    return rows.stream().map(BadRow::fault).distinct().sorted().toList();
  }

  /** For spreadsheets: row, fault, reason, text. */
  String csv() {
    StringBuilder csv = new StringBuilder("row,fault,reason,text\n");
    for (BadRow row : rows) {
      csv.append(row.number())
          .append(',')
          .append(row.fault())
          .append(',')
          .append(quoted(row.reason()))
          .append(',')
          .append(quoted(row.text()))
          .append('\n');
    }
    return csv.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
