package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Java, unmodified; it checks that required fields are there. */
@QuarkusTest
class OpenAiClientTest extends WorkerTest {
  @TestHTTPResource("/v1")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @Test
  void chatsWholeAndStreamed() throws IOException {
    String exact = publishRouted(1);
    OpenAIClient client = client();

    ChatCompletion whole = client.chat().completions().create(chat("routed")).validate();
    String streamed;
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(chat("routed"))) {
      streamed =
          chunks.stream()
              .map(ChatCompletionChunk::validate)
              .map(chunk -> chunk.choices().getFirst().delta().content().orElse(""))
              .collect(Collectors.joining());
    }

    assertThat(whole.model()).isEqualTo(exact);
    assertThat(whole.choices().getFirst().message().content()).contains(streamed);
    assertThat(whole.usage().orElseThrow().completionTokens()).isPositive();
  }

  @Test
  void listsModels() throws IOException {
    String exact = publishPlain(2);

    List<String> ids = client().models().list().data().stream().map(Model::id).toList();

    assertThat(ids).contains(TinyBase.NAME, exact, "plain");
  }

  @Test
  void unknownModelsAreItsNotFoundException() {
    assertThatThrownBy(() -> client().chat().completions().create(chat("gpt-4o")))
        .isInstanceOf(NotFoundException.class);
  }

  private OpenAIClient client() {
    return OpenAIOkHttpClient.builder().baseUrl(address.toString()).apiKey(tenant.key()).build();
  }

  private static ChatCompletionCreateParams chat(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("Say what is new.")
        .temperature(0)
        .maxCompletionTokens(24)
        .build();
  }
}
