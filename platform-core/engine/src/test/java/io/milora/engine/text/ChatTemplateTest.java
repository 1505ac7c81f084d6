package io.milora.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.testing.Golden;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final ChatMessage HELLO = new ChatMessage(Role.USER, "Hello");

  @Test
  void conversationsRenderAndEncodeAsInTheReference() {
    String source = Golden.json("tiny-llama/tokenizer_config.json").get("chat_template").asText();
    ChatTemplate template = new ChatTemplate(source, Map.of());
    try (Tokenizer tokenizer = Tokenizer.read(Golden.path("tiny-llama/tokenizer.json"))) {
      for (JsonNode chat : Golden.json("tokenization.json").get("chats")) {
        String rendered =
            template.render(
                messages(chat.get("messages")), chat.get("add_generation_prompt").asBoolean());
        assertThat(rendered).isEqualTo(chat.get("rendered").asText());
        assertThat(tokenizer.encode(rendered)).isEqualTo(Golden.ints(chat.get("ids")));
      }
    }
  }

  @Test
  void blocksLeaveNoBlankLinesAndSpecialTokensHaveNames() {
    ChatTemplate template =
        new ChatTemplate(
            """
            {{ bos_token }}
            {% for m in messages %}
                {% if m.role == 'user' %}
            U:{{ m.content | trim }}
                {%- else -%}
            A:{{ m['content'] }}{{ eos_token }}
                {% endif %}
            {% endfor %}
            """,
            Map.of("bos_token", "<s>", "eos_token", "</s>"));
    assertThat(
            template.render(
                List.of(new ChatMessage(Role.USER, " a "), new ChatMessage(Role.ASSISTANT, "b")),
                false))
        .isEqualTo("<s>\nU:aA:b</s>\n");
  }

  @Test
  void namespacesSlicesAndTestsWork() {
    ChatTemplate template =
        new ChatTemplate(
            "{% set ns = namespace(n=0) %}{% for m in messages[1:] %}"
                + "{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}"
                + "{% if tools is not defined and messages[0]['content'] is string %}"
                + "{{ messages | length }}{{ loop is defined }}{% endif %}"
                + "{{ messages[-1].content.strip() }}",
            Map.of());
    assertThat(template.render(List.of(HELLO, HELLO), false)).isEqualTo("12falseHello");
  }

  @Test
  void jinjaInsideOfMessagesStaysText() {
    ChatTemplate template = new ChatTemplate("{{ messages[0]['content'] }}", Map.of());
    String hostile = "{{ 7 * 6 }}{% raw %}{# x #}\\n<b>&amp;";
    assertThat(template.render(List.of(new ChatMessage(Role.USER, hostile)), true))
        .isEqualTo(hostile);
  }

  @Test
  void whatTheTemplateRefusesIsReportedInItsWords() {
    ChatTemplate template =
        new ChatTemplate("{{ raise_exception('Roles must alternate') }}", Map.of());
    assertThatThrownBy(() -> template.render(List.of(HELLO), true))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Roles must alternate");
  }

  @Test
  void developersSpeakAsSystemWhereTheTemplateKnowsNoDeveloper() {
    ChatTemplate template = new ChatTemplate("{{ messages[0].role }}", Map.of());
    assertThat(template.render(List.of(new ChatMessage(Role.DEVELOPER, "x")), false))
        .isEqualTo("system");
  }

  private static List<ChatMessage> messages(JsonNode array) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode m : array) {
      Role role = Role.valueOf(m.get("role").asText().toUpperCase(Locale.ROOT));
      messages.add(new ChatMessage(role, m.get("content").asText()));
    }
    return messages;
  }
}
