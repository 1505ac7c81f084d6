package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;

/** What applications in Java are written with, unmodified: LangChain4j and Spring AI. */
@QuarkusTest
class OtherClientsTest extends WorkerTest {
  private static final String QUESTION = "Say what is new.";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init") // set by Quarkus
  URI address;

  @Test
  void langChain4jChatsWholeAndStreamed() throws IOException {
    publishRouted(1);
    String expected = text(chatBody("routed"));

    ChatResponse whole =
        OpenAiChatModel.builder()
            .baseUrl(address + "v1")
            .apiKey(tenant.key())
            .modelName("routed")
            .temperature(0.0)
            .maxTokens(24)
            .build()
            .chat(UserMessage.from(QUESTION));
    CompletableFuture<ChatResponse> streamed = new CompletableFuture<>();
    OpenAiStreamingChatModel.builder()
        .baseUrl(address + "v1")
        .apiKey(tenant.key())
        .modelName("routed")
        .temperature(0.0)
        .maxTokens(24)
        .build()
        .chat(QUESTION, new Completing(streamed));

    assertThat(whole.aiMessage().text()).isEqualTo(expected);
    assertThat(whole.tokenUsage().outputTokenCount()).isPositive();
    assertThat(streamed.join().aiMessage().text()).isEqualTo(expected);
  }

  private record Completing(CompletableFuture<ChatResponse> answer)
      implements StreamingChatResponseHandler {
    @Override
    public void onPartialResponse(String text) {}

    @Override
    public void onCompleteResponse(ChatResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }
  }

  @Test
  void springAiChatsWholeAndStreamed() throws IOException {
    publishRouted(2);
    String expected = text(chatBody("routed"));
    org.springframework.ai.openai.OpenAiChatModel model =
        org.springframework.ai.openai.OpenAiChatModel.builder()
            .openAiApi(
                OpenAiApi.builder()
                    .baseUrl(address.toString().replaceAll("/$", ""))
                    .apiKey(tenant.key())
                    .build())
            .defaultOptions(
                OpenAiChatOptions.builder().model("routed").temperature(0.0).maxTokens(24).build())
            .build();

    String whole = model.call(new Prompt(QUESTION)).getResult().getOutput().getText();
    List<String> pieces = Objects.requireNonNull(model.stream(QUESTION).collectList().block());

    assertThat(whole).isEqualTo(expected);
    assertThat(String.join("", pieces)).isEqualTo(expected);
  }
}
