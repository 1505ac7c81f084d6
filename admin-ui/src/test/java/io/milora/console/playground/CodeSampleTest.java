package io.milora.console.playground;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.console.platform.ChatRequest;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeSampleTest {
  private static final ChatRequest REQUEST =
      new ChatRequest(
          "support",
          List.of(new ChatMessage(Role.USER, "What's a \"parcel\"?")),
          64,
          0.5,
          1,
          null,
          true,
          new ChatRequest.StreamOptions(true));

  @Test
  void aShellReadsTheQuotesAsTheyWere() {
    assertThat(CodeSample.CURL.of("http://127.0.0.1:8000/v1", REQUEST))
        .contains("http://127.0.0.1:8000/v1/chat/completions")
        .contains("What'\\''s a \\\"parcel\\\"?");
  }

  @Test
  void pythonAndJavaUseOpenAisClients() {
    assertThat(CodeSample.PYTHON.of("http://h/v1", REQUEST))
        .contains("base_url=\"http://h/v1\"", "model=\"support\"", "max_completion_tokens=64");
    assertThat(CodeSample.JAVA.of("http://h/v1", REQUEST))
        .contains(".addUserMessage(\"What's a \\\"parcel\\\"?\")", ".temperature(0.5)");
  }
}
