package io.milora.tenantmanager.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.http.RequestFields;
import io.milora.model.Hyperparameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads hyperparameters; {@code "auto"} means the default, as OpenAI has it. */
@ApplicationScoped
class HyperparametersReader {
  private static final String AUTO = "auto";

  private final ObjectMapper json;
  private final Map<String, RecordComponent> known = new LinkedHashMap<>();

  HyperparametersReader(ObjectMapper json) {
    this.json = json;
    Arrays.stream(Hyperparameters.class.getRecordComponents())
        .forEach(c -> known.put(new SnakeCaseStrategy().translate(c.getName()), c));
  }

  /** The hyperparameters; problems are noted in the fields, and wrong ones left out. */
  Hyperparameters read(RequestFields fields) {
    fields.refuseOthers(List.copyOf(known.keySet()));
    ObjectNode good = json.createObjectNode();
    known.forEach(
        (name, component) -> {
          JsonNode value = fields.get(name);
          if (value != null && !isAuto(value) && fits(fields, name, value, component)) {
            good.set(name, value);
          }
        });
    return json.convertValue(good, Hyperparameters.class);
  }

  private static boolean isAuto(JsonNode value) {
    return value.isTextual() && value.textValue().equals(AUTO);
  }

  private boolean fits(
      RequestFields fields, String name, JsonNode value, RecordComponent component) {
    JavaType type = json.constructType(component.getGenericType());
    try {
      json.treeToValue(value, type);
      return true;
    } catch (JsonProcessingException e) {
      fields.wrongType(name, value, describe(type));
      return false;
    }
  }

  private static String describe(JavaType type) {
    Class<?> raw = type.getRawClass();
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
              .map(c -> c.toString().toLowerCase(Locale.ROOT))
              .toList()
          + " or \"auto\"";
    }
    if (type.isCollectionLikeType()) {
      return "a list of strings or \"auto\"";
    }
    String kind =
        raw == Integer.class ? "an integer" : raw == Boolean.class ? "true, false" : "a number";
    return kind + " or \"auto\"";
  }
}
