package io.milora.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which columns a table has, and what a row of them is as JSON. */
enum RowShape {
  /** A chat in one column: a list, or a text that holds JSON. */
  CHAT {
    /**
     * A text goes into the line as it is, so that what is wrong in it is reported where it is. It
     * cannot make a good row of a bad one: what is not one JSON value ends the object too early, or
     * adds a field that no row may have.
     */
    @Override
    String line(Map<String, JsonNode> cells) {
      JsonNode messages = cells.get("messages");
      return messages == null || !messages.isTextual() || cells.size() > 1
          ? super.line(cells)
          : "{\"messages\":" + onOneLine(messages.textValue()) + "}";
    }

    /** JSON takes a tab for a line's end between its values, and neither within its texts. */
    private static String onOneLine(String json) {
      return json.replace('\n', '\t').replace('\r', '\t');
    }
  },

  /** A text and how it goes on. */
  COMPLETION,

  /** A chat of one turn; what the instruction is about follows it after an empty line. */
  INSTRUCTION {
    @Override
    String line(Map<String, JsonNode> cells) {
      ObjectNode row = NODES.objectNode();
      ArrayNode messages = row.putArray("messages");
      message(messages, "user", asked(cells));
      message(messages, "assistant", cell(cells, "output"));
      cells.forEach(
          (name, value) -> {
            if (!allowed().contains(name)) {
              row.set(name, value);
            }
          });
      return row.toString();
    }

    private static JsonNode asked(Map<String, JsonNode> cells) {
      JsonNode instruction = cell(cells, "instruction");
      JsonNode input = cell(cells, "input");
      if (input.isMissingNode() || (input.isTextual() && input.textValue().isBlank())) {
        return instruction;
      }
      boolean texts = instruction.isTextual() && input.isTextual();
      return texts
          ? NODES.textNode(instruction.textValue() + "\n\n" + input.textValue())
          : instruction.isTextual() ? input : instruction;
    }

    private static JsonNode cell(Map<String, JsonNode> cells, String name) {
      return cells.getOrDefault(name, MissingNode.getInstance());
    }

    private static void message(ArrayNode messages, String role, JsonNode content) {
      ObjectNode message = messages.addObject().put("role", role);
      if (!content.isMissingNode()) {
        message.set("content", content);
      }
    }
  };

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * The shape that has exactly these columns, in any order.
   *
   * @throws BrokenTableException if none has
   */
  static RowShape of(List<String> columns) throws BrokenTableException {
    Set<String> given = new HashSet<>(columns);
    for (RowShape shape : values()) {
      if (given.size() == columns.size()
          && given.containsAll(shape.required())
          && shape.allowed().containsAll(given)) {
        return shape;
      }
    }
    throw new BrokenTableException(
        "unknown_columns",
        "The columns are %s; allowed: [messages], [prompt, completion], or [instruction, output] with or without input, each once and no others."
            .formatted(columns));
  }

  private Set<String> required() {
    return switch (this) {
      case CHAT -> Set.of("messages");
      case COMPLETION -> Set.of("prompt", "completion");
      case INSTRUCTION -> Set.of("instruction", "output");
    };
  }

  Set<String> allowed() {
    return this == INSTRUCTION ? Set.of("instruction", "input", "output") : required();
  }

  /**
   * A row on one line.
   *
   * @param cells by column; those that are null are left out, those without a column have a name
   *     that no shape knows
   */
  String line(Map<String, JsonNode> cells) {
    return NODES.objectNode().<ObjectNode>setAll(cells).toString();
  }
}
