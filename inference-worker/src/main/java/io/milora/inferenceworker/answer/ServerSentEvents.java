package io.milora.inferenceworker.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes events as OpenAI's clients read them: {@code data: {...}}, and at last {@code [DONE]}.
 * Several may leave together: each time that something is sent costs as much as a token's text.
 */
record ServerSentEvents(OutputStream out, ObjectMapper json) {
  /** Adds a value to what is sent next. */
  void add(Object value) throws IOException {
    data(json.writeValueAsString(value));
  }

  /** Sends what was added. */
  void flush() throws IOException {
    out.flush();
  }

  /** Sends what was added, and that the answer is complete. */
  void done() throws IOException {
    data("[DONE]");
    flush();
  }

  private void data(String text) throws IOException {
    out.write(("data: " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
  }
}
