package io.milora.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request. Reading a wrong one notes a problem instead of
 * stopping, so that a person learns all at once; absent and null are the same. Not thread-safe.
 */
public final class RequestFields {
  /** Bytes of a body at most. */
  public static final int MAX_BYTES = 1 << 20;

  private final ObjectNode object;
  private final String path;
  private final List<Problem> problems;
  private final List<String> read = new ArrayList<>();

  private RequestFields(ObjectNode object, String path, List<Problem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  /**
   * The object that is a request's body.
   *
   * @throws InvalidInputException if it is not one JSON object
   * @throws ApiException 413 if it is too large
   */
  public static RequestFields of(InputStream body, ObjectMapper json) throws IOException {
    byte[] bytes = body.readNBytes(MAX_BYTES + 1);
    try {
      if (bytes.length > MAX_BYTES) {
        throw ApiException.tooLarge(MAX_BYTES);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (json.readTree(text) instanceof ObjectNode object) {
        return new RequestFields(object, "", new ArrayList<>());
      }
      throw notAnObject("it is something else");
    } catch (CharacterCodingException e) {
      throw notAnObject("it is not UTF-8");
    } catch (JsonProcessingException e) {
      throw notAnObject(e.getOriginalMessage());
    }
  }

  private static InvalidInputException notAnObject(String reason) {
    return new InvalidInputException(
        new Problem(null, "invalid_json", "The body must be one JSON object: " + reason + "."));
  }

  /** Notes something else that is wrong. */
  public void report(Problem problem) {
    problems.add(problem);
  }

  /** The full name of a field, for messages. */
  public String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** The field, whatever it is, or null. */
  public @Nullable JsonNode get(String name) {
    read.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** A text; null if it is absent or wrong. */
  public @Nullable String text(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isTextual()) {
      wrongType(name, value, "a string");
      return null;
    }
    return value == null ? null : value.textValue();
  }

  /** A text that must be there; empty if it is not, and then the problem is noted. */
  public String requiredText(String name) {
    String value = text(name);
    boolean noted = has(name) && value == null;
    if (!noted && (value == null || value.isEmpty())) {
      problems.add(
          new Problem(pathOf(name), "missing_required_parameter", pathOf(name) + " is required."));
    }
    return value == null ? "" : value;
  }

  /** An integer of 0 to 2^31 - 1; null if it is absent or wrong. */
  public @Nullable Integer natural(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      wrongType(name, value, "an integer of 0 to 2147483647");
      return null;
    }
    return value.intValue();
  }

  /** A whole number; null if it is absent or wrong. */
  public @Nullable Long integer(String name) {
    JsonNode value = get(name);
    if (value != null && !(value.isIntegralNumber() && value.canConvertToLong())) {
      wrongType(name, value, "an integer");
      return null;
    }
    return value == null ? null : value.longValue();
  }

  /** A number; null if it is absent or wrong. */
  public @Nullable Double number(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isNumber()) {
      wrongType(name, value, "a number");
      return null;
    }
    return value == null ? null : value.doubleValue();
  }

  /** True or false; false if it is absent or wrong. */
  public boolean flag(String name) {
    JsonNode value = get(name);
    if (value != null && !value.isBoolean()) {
      wrongType(name, value, "true or false");
    }
    return value != null && value.booleanValue();
  }

  /**
   * The objects of a list, at least one; empty if it is absent or wrong, and then that is noted.
   */
  public List<RequestFields> requiredObjects(String name) {
    JsonNode value = get(name);
    List<RequestFields> objects = new ArrayList<>();
    if (value == null || !value.isArray() || value.isEmpty()) {
      problems.add(
          new Problem(
              pathOf(name),
              "missing_required_parameter",
              pathOf(name) + " is required, a list of one object or more."));
      return objects;
    }
    for (int i = 0; i < value.size(); i++) {
      String path = "%s[%d]".formatted(pathOf(name), i);
      if (value.get(i) instanceof ObjectNode child) {
        objects.add(new RequestFields(child, path, problems));
      } else {
        problems.add(new Problem(path, "invalid_type", path + " is not an object."));
      }
    }
    return objects;
  }

  /** An object; empty if it is absent or wrong. Its problems are noted here. */
  public Optional<RequestFields> object(String name) {
    JsonNode value = get(name);
    if (value instanceof ObjectNode child) {
      return Optional.of(new RequestFields(child, pathOf(name), problems));
    }
    if (value != null) {
      wrongType(name, value, "an object");
    }
    return Optional.empty();
  }

  /** A constant by its lower-case name; the usual one if it is absent or wrong. */
  public <E extends Enum<E>> E constant(String name, Class<E> type, E usual) {
    String value = text(name);
    List<String> allowed = wireNames(type);
    if (value == null) {
      return usual;
    }
    if (!allowed.contains(value)) {
      problems.add(Problem.unknown(pathOf(name), value, allowed));
      return usual;
    }
    return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
  }

  /** One or more constants by their lower-case names; empty after a problem was noted. */
  public <E extends Enum<E>> Set<E> constants(String name, Class<E> type) {
    Set<E> constants = EnumSet.noneOf(type);
    List<String> allowed = wireNames(type);
    JsonNode list = get(name);
    if (list == null || !list.isArray() || list.isEmpty()) {
      String given = list == null ? "missing" : list.toString();
      problems.add(Problem.outOfRange(pathOf(name), given, "a list of one or more of " + allowed));
      return constants;
    }
    for (JsonNode element : list) {
      if (element.isTextual() && allowed.contains(element.textValue())) {
        constants.add(Enum.valueOf(type, element.textValue().toUpperCase(Locale.ROOT)));
      } else {
        problems.add(Problem.unknown(pathOf(name), element.asText(), allowed));
      }
    }
    return constants;
  }

  private static List<String> wireNames(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** A map of texts, as given; empty if it is absent or wrong. */
  public Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name)
        .ifPresent(
            map -> {
              for (String key : map.names()) {
                String value = map.text(key);
                if (value != null) {
                  texts.put(key, value);
                }
              }
            });
    return texts;
  }

  /** The names of all fields. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Notes every field that has not been asked for. */
  public void refuseOthers() {
    refuseOthers(read.stream().distinct().sorted().toList());
  }

  /** Notes every field that is not allowed. */
  public void refuseOthers(List<String> allowed) {
    for (String name : names()) {
      if (!allowed.contains(name)) {
        problems.add(
            new Problem(
                pathOf(name),
                "unknown_parameter",
                "Unknown parameter " + pathOf(name) + "; allowed: " + allowed + "."));
      }
    }
  }

  /** Notes that a field is of another type. */
  public void wrongType(String name, JsonNode given, String allowed) {
    String shown =
        given.isValueNode()
            ? given.toString()
            : given.getNodeType().name().toLowerCase(Locale.ROOT);
    problems.add(
        new Problem(
            pathOf(name),
            "invalid_type",
            pathOf(name) + " is " + shown + "; allowed: " + allowed + "."));
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException with all that was noted
   */
  public void throwIfAnyProblem() {
    InvalidInputException.throwIfAny(problems);
  }
}
