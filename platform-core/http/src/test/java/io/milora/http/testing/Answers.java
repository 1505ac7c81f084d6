package io.milora.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether answers are what a document says; a property that it does not name is not. */
final class Answers {
  private static final String JSON = "application/json";

  private final JsonNode components;
  private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

  Answers(JsonNode document) {
    components = document.path("components").deepCopy();
    components.path("schemas").forEach(Answers::close);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.has("properties")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(Answers::close);
  }

  /** What of an answer's body is not as documented. */
  List<String> faults(JsonNode responses, int status, JsonNode body) {
    JsonNode response =
        responses.path(
            responses.has(Integer.toString(status)) ? Integer.toString(status) : "default");
    if (response.has("$ref")) {
      String name = response.path("$ref").asText();
      response = components.path("responses").path(name.substring(name.lastIndexOf('/') + 1));
    }
    JsonNode schema = response.path("content").path(JSON).path("schema");
    return schema.isMissingNode()
        ? List.of("status " + status + " with JSON is not documented")
        : schemas.computeIfAbsent(schema, this::compile).validate(body).stream()
            .map(ValidationMessage::getMessage)
            .toList();
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", components);
    return factory.getSchema(whole);
  }
}
