package io.milora.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values that a schema allows, and others. Not thread-safe. */
public final class RandomValues {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 6;
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "auto",
          "null",
          "-1",
          "0",
          "1e999",
          "../../etc/passwd",
          "%00",
          "\u0000",
          "'; DROP TABLE tenant; --",
          "ключ",
          "\ud83d\ude80",
          "\u202eabc",
          "x".repeat(300),
          "y".repeat(20_000),
          "org-AAAAAAAAAAAAAAAAAAAAAAAA",
          "2026-01-01T00:00:00Z",
          "0123456789abcdef".repeat(4));
  private static final List<JsonNode> NUMBERS =
      List.of(
          JSON.numberNode(0),
          JSON.numberNode(1),
          JSON.numberNode(-1),
          JSON.numberNode(0.5),
          JSON.numberNode(1e308),
          JSON.numberNode(Integer.MAX_VALUE),
          JSON.numberNode(Long.MAX_VALUE),
          JSON.numberNode(new BigInteger("9".repeat(40))));

  private final OpenApi api;
  private final Random random;
  private final List<String> known;

  /**
   * Values from a seed.
   *
   * @param known ids and names that exist; they stand in some of the texts
   */
  public RandomValues(OpenApi api, long seed, List<String> known) {
    this.api = api;
    this.random = new Random(seed);
    this.known = List.copyOf(known);
  }

  /** One of them. */
  public <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** True so often. */
  public boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Anything that is a text. */
  public String text() {
    if (!known.isEmpty() && chance(0.4)) {
      return oneOf(known);
    }
    return chance(0.5) ? oneOf(TEXTS) : Integer.toString(random.nextInt(100_000), 36);
  }

  /** Any JSON. */
  public JsonNode anything() {
    return anything(0);
  }

  private JsonNode anything(int depth) {
    return switch (random.nextInt(depth > DEEPEST ? 4 : 6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(chance(0.5));
      case 2 -> oneOf(NUMBERS);
      case 3 -> JSON.textNode(text());
      case 4 -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(anything(depth + 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.set(text(), anything(depth + 1));
        }
        yield object;
      }
    };
  }

  /** Something that the schema allows, as far as it says so. */
  public JsonNode matching(JsonNode schema) {
    return matching(schema, 0);
  }

  private JsonNode matching(JsonNode reference, int depth) {
    JsonNode schema = api.resolve(reference);
    for (String choice : List.of("anyOf", "oneOf", "allOf")) {
      if (schema.has(choice)) {
        return matching(schema.path(choice).get(random.nextInt(schema.path(choice).size())), depth);
      }
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0 && depth < DEEPEST; i--) {
          array.add(matching(schema.path("items"), depth + 1));
        }
        yield array;
      }
      case "integer" -> JSON.numberNode(random.nextInt(200));
      case "number" -> JSON.numberNode(random.nextDouble());
      case "boolean" -> JSON.booleanNode(chance(0.5));
      case "string" -> JSON.textNode(text());
      case "null" -> JSON.nullNode();
      default -> anything(depth);
    };
  }

  private ObjectNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || (depth < DEEPEST && chance(0.3))) {
        object.set(property.getKey(), matching(property.getValue(), depth + 1));
      }
    }
    return object;
  }

  /** The type, or one of several. */
  private String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    return type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText();
  }

  /** A value with one of its fields, however deep, replaced, removed or added. */
  public JsonNode spoiled(JsonNode value) {
    List<ObjectNode> objects = new ArrayList<>();
    collect(value, objects);
    if (objects.isEmpty()) {
      return anything();
    }
    ObjectNode object = oneOf(objects);
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty() || chance(0.2)) {
      object.set(text(), anything());
    } else if (chance(0.2)) {
      object.remove(oneOf(names));
    } else {
      object.set(oneOf(names), anything());
    }
    return value;
  }

  private static void collect(JsonNode value, List<ObjectNode> objects) {
    if (value instanceof ObjectNode object) {
      objects.add(object);
    }
    value.forEach(child -> collect(child, objects));
  }
}
