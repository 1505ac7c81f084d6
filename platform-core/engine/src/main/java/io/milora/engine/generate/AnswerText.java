package io.milora.engine.generate;

import java.util.List;

/**
 * One answer's way from tokens to text that can be shown: whole characters only, nothing of a stop
 * sequence. Not thread-safe.
 */
public final class AnswerText {
  private final TokenStream tokens;
  private final StopMatcher stops;

  /**
   * For one answer.
   *
   * @param stopSequences texts that end it and are not shown
   */
  public AnswerText(Detokenizer detokenizer, List<String> stopSequences) {
    tokens = new TokenStream(detokenizer);
    stops = new StopMatcher(stopSequences);
  }

  /** Takes a token and gives out the text that can be shown by now and was not yet. */
  public String append(int token) {
    return stops.append(tokens.append(token));
  }

  /** Whether a stop sequence was met; no token is appended after that. */
  public boolean stopped() {
    return stops.stopped();
  }

  /** What was held back and can be shown now that no token follows. */
  public String end() {
    return stops.append(tokens.end()) + stops.end();
  }
}
