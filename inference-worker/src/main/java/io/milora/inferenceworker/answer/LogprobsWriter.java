package io.milora.inferenceworker.answer;

import io.milora.engine.batch.GenerationEvent.Token;
import io.milora.engine.batch.TokenLogprobs;
import io.milora.engine.text.Tokenizer;
import io.milora.inferenceworker.serving.ServedBase;
import io.milora.model.openai.Logprobs;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows log-probabilities with the texts of their tokens. */
@Singleton
public class LogprobsWriter {
  private static final String INCOMPLETE = "\uFFFD";

  private final Tokenizer tokenizer;

  LogprobsWriter(ServedBase base) {
    tokenizer = base.encoder().tokenizer();
  }

  /** A token's, if the request asked for them. */
  Optional<Logprobs.Token> of(Token token) {
    return Optional.ofNullable(token.logprobs()).map(logprobs -> show(token.id(), logprobs));
  }

  private Logprobs.Token show(int id, TokenLogprobs logprobs) {
    String text = text(id);
    List<Logprobs.Alternative> top =
        logprobs.top().stream()
            .map(
                other -> {
                  String shown = text(other.id());
                  return new Logprobs.Alternative(shown, other.logprob(), bytes(shown));
                })
            .toList();
    return new Logprobs.Token(text, logprobs.logprob(), bytes(text), top);
  }

  private String text(int id) {
    return tokenizer.decode(new int[] {id}, false);
  }

  /** Null for a part of a character: its text does not tell its bytes. */
  private static @Nullable List<Integer> bytes(String text) {
    if (text.contains(INCOMPLETE)) {
      return null;
    }
    List<Integer> bytes = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(b & 0xFF);
    }
    return bytes;
  }
}
