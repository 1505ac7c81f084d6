package io.milora.console.playground;

import io.milora.console.platform.ChatRequest;
import io.milora.model.ChatMessage;
import io.milora.model.json.MiloraJson;
import java.util.List;
import java.util.Locale;

/** The same request from an application. */
enum CodeSample {
  CURL("curl") {
    @Override
    String of(String baseUrl, ChatRequest request) {
      return """
          curl %s/chat/completions \\
            -H "Authorization: Bearer $MILORA_API_KEY" \\
            -H "Content-Type: application/json" \\
            -d '%s'
          """
          .formatted(baseUrl, MiloraJson.write(request).replace("'", "'\\''"));
    }
  },
  PYTHON("Python") {
    @Override
    String of(String baseUrl, ChatRequest request) {
      return """
          import os
          from openai import OpenAI

          client = OpenAI(base_url=%s, api_key=os.environ["MILORA_API_KEY"])
          answer = client.chat.completions.create(
              model=%s,
              messages=%s,
              max_completion_tokens=%d,
              temperature=%s,
          )
          print(answer.choices[0].message.content)
          """
          .formatted(
              quoted(baseUrl),
              quoted(request.model()),
              MiloraJson.write(request.messages()),
              request.maxCompletionTokens(),
              request.temperature());
    }
  },
  JAVA("Java") {
    @Override
    String of(String baseUrl, ChatRequest request) {
      StringBuilder messages = new StringBuilder();
      for (ChatMessage message : request.messages()) {
        String role = message.role().name().toLowerCase(Locale.ROOT);
        messages.append(
            "\n        .add%sMessage(%s)"
                .formatted(
                    role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1),
                    quoted(message.content())));
      }
      return """
          // com.openai:openai-java
          var client = OpenAIOkHttpClient.builder()
              .baseUrl(%s)
              .apiKey(System.getenv("MILORA_API_KEY"))
              .build();
          var answer = client.chat().completions().create(
              ChatCompletionCreateParams.builder()
                  .model(%s)%s
                  .maxCompletionTokens(%d)
                  .temperature(%s)
                  .build());
          System.out.println(answer.choices().getFirst().message().content().orElseThrow());
          """
          .formatted(
              quoted(baseUrl),
              quoted(request.model()),
              messages,
              request.maxCompletionTokens(),
              request.temperature());
    }
  };

  private final String label;

  CodeSample(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * The program text.
   *
   * @param baseUrl as OpenAI's clients take it
   */
  abstract String of(String baseUrl, ChatRequest request);

  /** JSON's quoting is Java's and Python's, too, for what a prompt can hold. */
  private static String quoted(String text) {
    return MiloraJson.write(List.of(text)).replaceAll("^\\[|]$", "");
  }
}
