package io.milora.inferenceworker.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes events as OpenAI's clients read them: {@code data: {...}}, and at last {@code [DONE]}. */
record ServerSentEvents(OutputStream out, ObjectMapper json) {
  /** Sends a value at once. */
  void send(Object value) throws IOException {
    data(json.writeValueAsString(value));
  }

  /** Says that the answer is complete. */
  void done() throws IOException {
    data("[DONE]");
  }

  private void data(String text) throws IOException {
    out.write(("data: " + text + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
