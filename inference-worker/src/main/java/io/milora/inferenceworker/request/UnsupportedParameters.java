package io.milora.inferenceworker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.RequestFields;
import io.milora.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OpenAI's parameters that are not served. Ignoring one would answer another question than was
 * asked, so they are refused, unless they have a value that means what happens anyway.
 *
 * @param neutral for each name the values, as JSON, that mean nothing
 */
record UnsupportedParameters(Map<String, List<String>> neutral) {
  /** Of chats. */
  static final UnsupportedParameters CHAT =
      new UnsupportedParameters(
          Map.ofEntries(
              Map.entry("tools", List.of("[]")),
              Map.entry("tool_choice", List.of("\"none\"")),
              Map.entry("parallel_tool_calls", List.of("true", "false")),
              Map.entry("functions", List.of("[]")),
              Map.entry("function_call", List.of("\"none\"")),
              Map.entry("response_format", List.of("{\"type\":\"text\"}")),
              Map.entry("modalities", List.of("[\"text\"]")),
              Map.entry("audio", List.of()),
              Map.entry("prediction", List.of()),
              Map.entry("prompt_cache_retention", List.of("\"in_memory\"")),
              Map.entry("reasoning_effort", List.of("\"none\"")),
              Map.entry("verbosity", List.of()),
              Map.entry("web_search_options", List.of()),
              Map.entry("store", List.of("false")),
              Map.entry("service_tier", List.of("\"auto\"", "\"default\""))));

  /** Of completions. */
  static final UnsupportedParameters COMPLETION =
      new UnsupportedParameters(
          Map.ofEntries(
              Map.entry("best_of", List.of("1")),
              Map.entry("echo", List.of("false")),
              Map.entry("suffix", List.of()),
              Map.entry("logprobs", List.of())));

  /** Of a message in a chat. */
  static final UnsupportedParameters MESSAGE =
      new UnsupportedParameters(
          Map.ofEntries(
              Map.entry("name", List.of()),
              Map.entry("refusal", List.of()),
              Map.entry("audio", List.of()),
              Map.entry("annotations", List.of("[]")),
              Map.entry("tool_calls", List.of("[]")),
              Map.entry("tool_call_id", List.of()),
              Map.entry("function_call", List.of())));

  /** Their names. */
  Set<String> names() {
    return neutral.keySet();
  }

  /** Notes those that are there and ask for something. */
  void refuse(RequestFields fields) {
    neutral.forEach(
        (name, values) -> {
          JsonNode given = fields.get(name);
          if (given != null && !values.contains(given.toString())) {
            fields.report(
                new Problem(
                    fields.pathOf(name),
                    "unsupported_parameter",
                    "%s is not supported; leave it out%s."
                        .formatted(
                            fields.pathOf(name),
                            values.isEmpty() ? "" : ", or give " + values.getFirst())));
          }
        });
  }
}
