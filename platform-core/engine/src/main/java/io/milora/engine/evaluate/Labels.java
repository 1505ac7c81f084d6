package io.milora.engine.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a dataset that are choices from a small set. They are if, over all rows and white
 * space at both ends aside, there are 2 to {@value #MOST} different answers, each of one line and
 * at most {@value #LONGEST} characters, and {@value #ROWS_EACH} rows or more for each on average.
 *
 * <p>The words that all answers begin or end with ("the correct answer is …") are no part of a
 * label. A generated answer names the label that occurs first in it as a whole word, the longest if
 * several begin there. Case counts only if a label is a single character, as "A" is an article too,
 * or if labels differ in nothing else.
 */
public final class Labels {
  private static final int MOST = 20;
  private static final int LONGEST = 80;
  private static final int ROWS_EACH = 4;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** By answer; in order of the label. */
  private final Map<String, String> labels;

  private final boolean caseCounts;
  private final Pattern pattern;

  private Labels(Map<String, String> labels) {
    this.labels = labels;
    Set<String> folded = new HashSet<>();
    labels.values().forEach(label -> folded.add(label.toLowerCase(Locale.ROOT)));
    caseCounts =
        folded.size() < labels.size() || labels.values().stream().anyMatch(l -> l.length() == 1);
    String any =
        labels.values().stream()
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    pattern =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}])(" + any + ")(?![\\p{L}\\p{N}])",
            caseCounts ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /** The labels, if the expected answers of all rows are such. */
  public static Optional<Labels> of(List<String> expected) {
    List<String> answers = expected.stream().map(String::strip).distinct().sorted().toList();
    boolean small =
        answers.size() >= 2
            && answers.size() <= MOST
            && expected.size() >= ROWS_EACH * answers.size();
    return small && answers.stream().allMatch(Labels::mayBeLabel)
        ? Optional.of(new Labels(withoutFrame(answers)))
        : Optional.empty();
  }

  private static boolean mayBeLabel(String answer) {
    return !answer.isEmpty() && answer.length() <= LONGEST && answer.indexOf('\n') < 0;
  }

  private static Map<String, String> withoutFrame(List<String> answers) {
    List<List<String>> words = answers.stream().map(a -> Arrays.asList(SPACE.split(a))).toList();
    int head = shared(words);
    int tail = shared(words.stream().map(w -> w.subList(head, w.size()).reversed()).toList());
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      List<String> all = words.get(i);
      labels.put(answers.get(i), String.join(" ", all.subList(head, all.size() - tail)));
    }
    return labels;
  }

  /** How many first words are the same everywhere, with one left over everywhere. */
  private static int shared(List<List<String>> words) {
    int shortest = words.stream().mapToInt(List::size).min().orElse(0);
    return (int)
        IntStream.range(0, shortest - 1)
            .takeWhile(i -> words.stream().map(w -> w.get(i)).distinct().count() == 1)
            .count();
  }

  /** All labels in order. */
  public List<String> names() {
    return new ArrayList<>(labels.values());
  }

  /**
   * Whether an answer names the expected label.
   *
   * @param expected a row's answer, one of those this was made of
   */
  public boolean agree(String answer, String expected) {
    String label = named(answer);
    String wanted = labels.get(expected.strip());
    return label != null && wanted != null && fold(label).equals(fold(wanted));
  }

  private @Nullable String named(String answer) {
    Matcher matcher = pattern.matcher(SPACE.matcher(answer).replaceAll(" "));
    return matcher.find() ? matcher.group(1) : null;
  }

  private String fold(String label) {
    return caseCounts ? label : label.toLowerCase(Locale.ROOT);
  }
}
