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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why a file was refused, row by row.
 *
 * @param summary one sentence
 * @param rows in the order of the file
 */
record ValidationReport(String filename, String summary, List<BadRow> rows) {
  private static final Pattern ROW = Pattern.compile("Row (\\d+): (.*)", Pattern.DOTALL);

  /** Characters. */
  static final int SHOWN_TEXT = 400;

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
    ValidationReport report = of(filename, problems);
    return report.hasLines() ? report.withTexts(texts(file, report.numbers())) : report;
  }

  /** The same of a file that is not here, so that rows come without their text. */
  static ValidationReport of(String filename, List<Problem> problems) {
    return new ValidationReport(filename, problems.getFirst().message(), bad(problems));
  }

  /** Whether bad rows are lines that can be shown; Parquet has none. */
  boolean hasLines() {
    return !rows.isEmpty() && !filename.toLowerCase(Locale.ROOT).endsWith(".parquet");
  }

  /** Which lines are bad. */
  Set<Long> numbers() {
    return rows.stream().map(BadRow::number).collect(Collectors.toCollection(TreeSet::new));
  }

  /** With what stands in the file, by numbers of lines; long texts are cut off. */
  ValidationReport withTexts(Map<Long, String> texts) {
    return new ValidationReport(
        filename,
        summary,
        rows.stream()
            .map(
                row ->
                    new BadRow(
                        row.number(),
                        row.fault(),
                        row.reason(),
                        cut(texts.getOrDefault(row.number(), ""))))
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
          texts.put(number, line);
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
