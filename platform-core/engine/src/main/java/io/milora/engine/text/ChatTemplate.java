package io.milora.engine.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.tree.Node;
import io.milora.model.ChatMessage;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A base model's chat template: Jinja, rendered as transformers' {@code apply_chat_template} does
 * ({@code trim_blocks}, {@code lstrip_blocks}, {@code raise_exception}). What users write is data:
 * Jinja in a message stays text. Immutable and thread-safe.
 */
public final class ChatTemplate {
  private static final Jinjava JINJA = jinja();

  private final String source;
  private final Map<String, String> specialTokens;

  /** Read once: that takes longer than rendering. Rendering does not change it. */
  private final Node tree;

  private final List<TemplateError> errors;

  /**
   * From a template's source.
   *
   * @param source Jinja
   * @param specialTokens what the template may name, for instance {@code bos_token}
   */
  public ChatTemplate(String source, Map<String, String> specialTokens) {
    this.source = source;
    this.specialTokens = Map.copyOf(specialTokens);
    JinjavaInterpreter reader = JINJA.newInterpreter();
    tree = reader.parse(source);
    errors = reader.getErrorsCopy();
  }

  private static Jinjava jinja() {
    LegacyOverrides likePython =
        LegacyOverrides.newBuilder()
            .withEvaluateMapKeys(true)
            .withIterateOverMapKeys(true)
            .withUsePyishObjectMapper(true)
            .withUseNaturalOperatorPrecedence(true)
            .withParseWhitespaceControlStrictly(true)
            .withAllowAdjacentTextNodes(true)
            .withUseTrimmingForNotesAndExpressions(true)
            .build();
    Jinjava jinja =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(likePython)
                .build());
    jinja
        .getGlobalContext()
        .registerFunction(
            new ELFunctionDefinition(
                "", "raise_exception", ChatTemplate.class, "raise", String.class));
    return jinja;
  }

  /**
   * The text of a conversation.
   *
   * @param addGenerationPrompt whether the opening of an assistant's turn follows
   * @throws InvalidInputException if the template refuses the conversation (its {@code
   *     raise_exception}) or cannot be rendered
   */
  public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
    Map<String, Object> names = new HashMap<>(specialTokens);
    names.put("messages", messages.stream().map(this::turn).toList());
    names.put("add_generation_prompt", addGenerationPrompt);
    if (!errors.isEmpty()) {
      throw refused(errors);
    }
    JinjavaInterpreter interpreter =
        new JinjavaInterpreter(
            JINJA, new Context(JINJA.getGlobalContextCopy(), names), JINJA.getGlobalConfig());
    JinjavaInterpreter.pushCurrent(interpreter);
    try {
      String text = interpreter.render(tree);
      if (!interpreter.getErrorsCopy().isEmpty()) {
        throw refused(interpreter.getErrorsCopy());
      }
      return text;
    } catch (InterpretException e) {
      throw refused(List.of(TemplateError.fromException(e)));
    } finally {
      JinjavaInterpreter.popCurrent();
    }
  }

  private Map<String, Object> turn(ChatMessage message) {
    boolean plainSystem = message.role() == Role.DEVELOPER && !source.contains("developer");
    Role role = plainSystem ? Role.SYSTEM : message.role();
    return Map.of("role", role.wireName(), "content", message.content());
  }

  private static InvalidInputException refused(List<TemplateError> errors) {
    String reasons =
        errors.stream().map(ChatTemplate::reason).distinct().collect(Collectors.joining("; "));
    return new InvalidInputException(
        new Problem(
            "messages",
            "invalid_messages",
            "The chat template refuses these messages: " + reasons));
  }

  /** The innermost cause: of a raised exception the template's own words. */
  private static String reason(TemplateError error) {
    Throwable cause = error.getException();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof IllegalArgumentException
        ? Objects.requireNonNullElse(cause.getMessage(), error.getMessage())
        : error.getMessage();
  }

  /** What templates call {@code raise_exception}. */
  @SuppressWarnings("DoNotCallSuggester") // Jinjava calls it
  public static String raise(String message) {
    throw new IllegalArgumentException(message);
  }

  /** SHA-256 of the template's source. */
  public ContentHash hash() {
    return ContentHash.sha256(source.getBytes(StandardCharsets.UTF_8));
  }
}
