package io.milora.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A program's OpenAPI document. */
public final class OpenApi {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode document;
  private final Answers answers;

  private OpenApi(JsonNode document) {
    this.document = document;
    answers = new Answers(document);
  }

  /** What of a JSON answer is not as documented. */
  List<String> faults(Operation operation, int status, JsonNode body) {
    return answers.faults(operation.responses(), status, body);
  }

  /** The document of a running program. */
  public static OpenApi of(URI program) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(program.resolve("/openapi?format=json")).build();
      return new OpenApi(
          new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body()));
    }
  }

  /** All calls, in the order of the document. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(
              new Operation(
                  method.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  parameters(path.getValue(), method.getValue(), "query"),
                  parameters(path.getValue(), method.getValue(), "header"),
                  bodies(method.getValue()),
                  method.getValue().path("responses")));
        }
      }
    }
    return operations;
  }

  private static List<String> parameters(JsonNode path, JsonNode method, String place) {
    List<String> names = new ArrayList<>();
    for (JsonNode at : List.of(path, method)) {
      for (JsonNode parameter : at.path("parameters")) {
        if (parameter.path("in").asText().equals(place)) {
          names.add(parameter.path("name").asText());
        }
      }
    }
    return names;
  }

  private Map<String, JsonNode> bodies(JsonNode method) {
    Map<String, JsonNode> schemas = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> content :
        method.path("requestBody").path("content").properties()) {
      schemas.put(content.getKey(), content.getValue().path("schema"));
    }
    return schemas;
  }

  /** A schema itself, where a reference to it is given. */
  JsonNode resolve(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : resolve(document.at(reference.substring(1)));
  }
}
