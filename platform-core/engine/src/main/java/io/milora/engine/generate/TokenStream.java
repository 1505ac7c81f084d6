package io.milora.engine.generate;

import java.util.Arrays;

/**
 * Detokenises step by step without ever splitting a character: text is given out once the tokens
 * behind it are complete. Decodes a short window instead of the whole sequence: the tokens given
 * out last, as context, and those not given out yet. Not thread-safe.
 */
public final class TokenStream {
  private static final char INCOMPLETE = '\uFFFD';

  /** No character has more bytes, hence tokens, than this. */
  private static final int LONGEST_CHARACTER = 4;

  private final Detokenizer detokenizer;
  private int[] window = {};

  /** How many tokens of the window were given out. */
  private int shown;

  public TokenStream(Detokenizer detokenizer) {
    this.detokenizer = detokenizer;
  }

  /** Takes a token and gives out what is complete by now; often empty. */
  public String append(int token) {
    window = Arrays.copyOf(window, window.length + 1);
    window[window.length - 1] = token;
    String text = rest();
    boolean waits =
        !text.isEmpty()
            && text.charAt(text.length() - 1) == INCOMPLETE
            && window.length - shown < LONGEST_CHARACTER;
    return waits ? "" : show(text);
  }

  /** What is left at the end; incomplete characters are U+FFFD. */
  public String end() {
    return show(rest());
  }

  private String rest() {
    String before = detokenizer.decode(Arrays.copyOf(window, shown));
    String all = detokenizer.decode(window);
    return all.substring(Math.min(before.length(), all.length()));
  }

  private String show(String text) {
    window = Arrays.copyOfRange(window, shown, window.length);
    shown = window.length;
    return text;
  }
}
