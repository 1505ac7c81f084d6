package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The fields of a JSON object; collects what is wrong with them. */
final class ConfigFields {
  private final String origin;
  private final JsonNode json;
  private final List<Problem> problems;

  ConfigFields(String origin, JsonNode json) {
    this(origin, json, new ArrayList<>());
  }

  private ConfigFields(String origin, JsonNode json, List<Problem> problems) {
    this.origin = origin;
    this.json = json;
    this.problems = problems;
  }

  /** The fields of an object inside; its problems are reported with these. */
  ConfigFields inside(String name) {
    return new ConfigFields(origin + ", " + name, json.path(name), problems);
  }

  /** Whether a field is there and not null. */
  boolean has(String name) {
    return json.hasNonNull(name);
  }

  JsonNode get(String name) {
    return json.path(name);
  }

  /** A whole number of at least 1 that must be there. */
  int positive(String name) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      refuse(name, value, "a whole number, 1 or more");
      return 1;
    }
    return value.asInt();
  }

  /** A whole number of at least 1. */
  int positive(String name, int fallback) {
    return has(name) ? positive(name) : fallback;
  }

  /** A positive number that must be there. */
  double number(String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber() || !(value.asDouble() > 0) || !Double.isFinite(value.asDouble())) {
      refuse(name, value, "a positive number");
      return 1;
    }
    return value.asDouble();
  }

  /** A positive number. */
  double number(String name, double fallback) {
    return has(name) ? number(name) : fallback;
  }

  boolean flag(String name, boolean fallback) {
    JsonNode value = json.path(name);
    if (has(name) && !value.isBoolean()) {
      refuse(name, value, "true, false");
    }
    return value.asBoolean(fallback);
  }

  String text(String name, String fallback) {
    return has(name) ? json.path(name).asText() : fallback;
  }

  /** Refuses a field that is there and says something else than what is served. */
  void require(String name, Predicate<JsonNode> served, String allowed) {
    if (has(name) && !served.test(json.path(name))) {
      refuse(name, json.path(name), allowed);
    }
  }

  /** A field's value cannot be used. */
  void refuse(String name, Object given, String allowed) {
    Object shown = given instanceof JsonNode node && node.isMissingNode() ? "missing" : given;
    problems.add(
        new Problem(
            name,
            "unsupported_model",
            "%s: %s is %s; allowed: %s.".formatted(origin, name, shown, allowed)));
  }

  /** Throws if anything was wrong. */
  void throwIfRefused() {
    InvalidInputException.throwIfAny(problems);
  }
}
