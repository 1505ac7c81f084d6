package io.milora.engine.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * ROUGE-L as the Python package rouge_score computes it without a stemmer (Lin 2004): words of a-z
 * and 0-9 in lower case, their longest common subsequence, harmonic mean of precision and recall.
 */
public final class RougeL {
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

  private RougeL() {}

  /** The F-measure of one answer, 0 to 1. */
  public static double of(String answer, String expected) {
    List<String> given = words(answer);
    List<String> wanted = words(expected);
    int common = longestCommonSubsequence(given, wanted);
    return common == 0 ? 0 : 2.0 * common / (given.size() + wanted.size());
  }

  private static List<String> words(String text) {
    Stream<String> words = OTHER.splitAsStream(text.toLowerCase(Locale.ROOT));
    return words.filter(word -> !word.isEmpty()).toList();
  }

  private static int longestCommonSubsequence(List<String> a, List<String> b) {
    int[] row = new int[b.size() + 1];
    for (String word : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.size(); j++) {
        int above = row[j];
        row[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, row[j - 1]);
        diagonal = above;
      }
    }
    return row[b.size()];
  }
}
