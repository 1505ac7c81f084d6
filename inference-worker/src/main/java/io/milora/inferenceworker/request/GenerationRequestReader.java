package io.milora.inferenceworker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.RequestFields;
import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import io.milora.model.openai.ChatCompletionRequest;
import io.milora.model.openai.CompletionRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads requests and says everything that is wrong with one at once. */
@Singleton
public class GenerationRequestReader {
  private static final String MODEL = "model";
  private static final String MESSAGES = "messages";
  private static final String PROMPT = "prompt";
  private static final String CONTENT = "content";
  private static final int DEFAULT_COMPLETION_TOKENS = 16;

  private final ObjectMapper json;

  GenerationRequestReader(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Reads a body of {@code /v1/chat/completions}.
   *
   * @throws InvalidInputException with every problem
   */
  public ChatCompletionRequest chat(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    String model = fields.requiredText(MODEL);
    List<ChatMessage> messages = new ArrayList<>();
    for (RequestFields message : fields.requiredObjects(MESSAGES)) {
      messages.add(message(message));
    }
    OptionsReader options = new OptionsReader(fields);
    ChatCompletionRequest request = new ChatCompletionRequest(model, messages, options.chat());
    List<String> known = new ArrayList<>(OptionsReader.KNOWN_IN_CHATS);
    known.addAll(List.of(MODEL, MESSAGES));
    options.refuseOthers(UnsupportedParameters.CHAT, known);
    fields.throwIfAnyProblem();
    return request;
  }

  /**
   * Reads a body of {@code /v1/completions}.
   *
   * @throws InvalidInputException with every problem
   */
  public CompletionRequest completion(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    OptionsReader options = new OptionsReader(fields);
    CompletionRequest request =
        new CompletionRequest(
            fields.requiredText(MODEL),
            prompt(fields),
            options.completion(DEFAULT_COMPLETION_TOKENS));
    options.refuseOthers(UnsupportedParameters.COMPLETION, List.of(MODEL, PROMPT));
    fields.throwIfAnyProblem();
    return request;
  }

  private static ChatMessage message(RequestFields fields) {
    Role role = role(fields);
    String content = content(fields);
    UnsupportedParameters.MESSAGE.refuse(fields);
    List<String> known = new ArrayList<>(UnsupportedParameters.MESSAGE.names());
    known.addAll(List.of("role", CONTENT));
    fields.refuseOthers(known.stream().sorted().toList());
    return new ChatMessage(role, content);
  }

  private static Role role(RequestFields fields) {
    String name = fields.requiredText("role");
    for (Role role : Role.values()) {
      if (role.wireName().equals(name)) {
        return role;
      }
    }
    if (!name.isEmpty()) {
      String known =
          Arrays.stream(Role.values()).map(Role::wireName).collect(Collectors.joining(", "));
      fields.report(Problem.outOfRange(fields.pathOf("role"), name, known));
    }
    return Role.USER;
  }

  /** A string, or parts of type text, which belong together. */
  private static String content(RequestFields fields) {
    JsonNode given = fields.get(CONTENT);
    if (given == null || !given.isArray()) {
      return given != null && given.isTextual() ? given.textValue() : fields.requiredText(CONTENT);
    }
    StringBuilder text = new StringBuilder();
    for (RequestFields part : fields.requiredObjects(CONTENT)) {
      String type = part.requiredText("type");
      if (!type.isEmpty() && !type.equals("text")) {
        part.report(
            new Problem(
                part.pathOf("type"),
                "unsupported_parameter",
                part.pathOf("type") + " is " + type + "; only text is supported."));
        continue;
      }
      text.append(part.requiredText("text"));
      part.refuseOthers();
    }
    return text.toString();
  }

  private static String prompt(RequestFields fields) {
    JsonNode given = fields.get(PROMPT);
    if (given != null && given.isArray()) {
      if (given.size() == 1 && given.get(0).isTextual()) {
        return given.get(0).textValue();
      }
      fields.report(
          new Problem(
              PROMPT,
              "unsupported_parameter",
              "prompt is a list; only one string is supported, alone or in a list. Send several"
                  + " requests: they are computed together."));
      return "";
    }
    return fields.requiredText(PROMPT);
  }
}
