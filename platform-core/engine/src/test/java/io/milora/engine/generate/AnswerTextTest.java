package io.milora.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Here a token is a byte of UTF-8. */
class AnswerTextTest {
  @Test
  void neverSplitsACharacter() {
    List<String> pieces = pieces("né 漢字 🙂!");

    assertThat(pieces).allMatch(piece -> !piece.contains("\uFFFD"));
    assertThat(String.join("", pieces)).isEqualTo("né 漢字 🙂!");
    assertThat(pieces).contains("é", "漢", "🙂");
  }

  @Test
  void showsBrokenBytesInTheEnd() {
    AnswerText answer = new AnswerText(AnswerTextTest::decode, List.of());

    assertThat(answer.append('a')).isEqualTo("a");
    assertThat(answer.append(0xC3)).isEmpty();
    assertThat(answer.end()).isEqualTo("\uFFFD");
  }

  @Test
  void brokenBytesDoNotHoldUpWhatFollows() {
    AnswerText answer = new AnswerText(AnswerTextTest::decode, List.of());
    StringBuilder text = new StringBuilder();
    for (int b : new int[] {0xFF, 0xFF, 0xFF, 0xFF, 'a'}) {
      text.append(answer.append(b));
    }

    assertThat(text.toString()).endsWith("a");
  }

  @Test
  void stopsBeforeAStopSequenceThatSpansTokens() {
    assertThat(pieces("one END two", "END")).last().isEqualTo("");
    assertThat(String.join("", pieces("one END two", "END"))).isEqualTo("one ");
  }

  @Test
  void theFirstStopSequenceInTheTextCounts() {
    assertThat(String.join("", pieces("a b c", "c", "b"))).isEqualTo("a ");
    assertThat(String.join("", pieces("xaab", "aab", "ab"))).isEqualTo("x");
  }

  @Test
  void whatOnlyBeganLikeAStopSequenceIsShown() {
    assertThat(String.join("", pieces("EN ENE EN", "END"))).isEqualTo("EN ENE EN");
  }

  /** Pieces token by token, up to the stop or the end. */
  private static List<String> pieces(String text, String... stops) {
    AnswerText answer = new AnswerText(AnswerTextTest::decode, List.of(stops));
    List<String> pieces = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      pieces.add(answer.append(b & 0xFF));
      if (answer.stopped()) {
        return pieces;
      }
    }
    pieces.add(answer.end());
    return pieces;
  }

  private static String decode(int[] ids) {
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
