package io.milora.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"messages": [...]}}. */
final class ChatRowParser {
  static final String MESSAGES = "messages";
  private static final String ROLE = "role";
  private static final String CONTENT = "content";
  private static final Set<String> ROW_FIELDS = Set.of(MESSAGES);
  private static final Set<String> MESSAGE_FIELDS = Set.of(ROLE, CONTENT);
  private static final Map<String, Role> ROLES =
      Arrays.stream(Role.values()).collect(Collectors.toMap(Role::wireName, Function.identity()));

  private ChatRowParser() {}

  static Optional<ChatRow> parse(JsonNode row, FaultSink faults) {
    Fields.refuseOthers(row, ROW_FIELDS, "the row", faults);
    JsonNode list = row.get(MESSAGES);
    if (!list.isArray()) {
      faults.report(
          RowFault.WRONG_TYPE, "'messages' is " + Fields.typeOf(list) + "; allowed: an array.");
      return Optional.empty();
    }
    if (list.isEmpty()) {
      faults.report(RowFault.EMPTY_CONTENT, "'messages' is empty.");
      return Optional.empty();
    }
    checkOrder(list, faults);
    List<ChatMessage> messages = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      boolean last = i == list.size() - 1;
      message(list.get(i), "messages[" + i + "]", last, faults).ifPresent(messages::add);
    }
    boolean complete = messages.size() == list.size() && messages.size() > 1;
    return complete && messages.getLast().role() == Role.ASSISTANT
        ? Optional.of(new ChatRow(messages))
        : Optional.empty();
  }

  private static void checkOrder(JsonNode list, FaultSink faults) {
    boolean user = false;
    for (JsonNode message : list) {
      user |= role(message) == Role.USER;
    }
    if (!user) {
      faults.report(
          RowFault.NO_USER_MESSAGE, "No message has the role user; there must be one to answer.");
    }
    Role last = role(list.get(list.size() - 1));
    if (last != null && last != Role.ASSISTANT) {
      faults.report(
          RowFault.LAST_MESSAGE_NOT_ASSISTANT,
          "The last message is the "
              + last.wireName()
              + "'s; it must be the assistant's, which is what is learnt.");
    }
  }

  private static Optional<ChatMessage> message(
      JsonNode message, String where, boolean last, FaultSink faults) {
    if (!message.isObject()) {
      faults.report(
          RowFault.WRONG_TYPE, where + " is " + Fields.typeOf(message) + "; allowed: an object.");
      return Optional.empty();
    }
    Fields.refuseOthers(message, MESSAGE_FIELDS, where, faults);
    Role role = role(message);
    String name = Fields.text(message, ROLE, where, RowFault.WRONG_ROLE, faults);
    if (name != null && role == null) {
      faults.report(
          RowFault.WRONG_ROLE,
          "'"
              + name
              + "' is no role in "
              + where
              + "; allowed: system, developer, user, assistant.");
    }
    RowFault ifEmpty =
        last && role == Role.ASSISTANT ? RowFault.EMPTY_RESPONSE : RowFault.EMPTY_CONTENT;
    String content = Fields.text(message, CONTENT, where, ifEmpty, faults);
    return role == null || content == null
        ? Optional.empty()
        : Optional.of(new ChatMessage(role, content));
  }

  private static @Nullable Role role(JsonNode message) {
    JsonNode role = message.get(ROLE);
    return role == null || !role.isTextual() ? null : ROLES.get(role.textValue());
  }
}
