package io.milora.inferenceworker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.RequestFields;
import io.milora.model.Problem;
import io.milora.model.openai.BeamOptions;
import io.milora.model.openai.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The part of a request that says how to generate. */
final class OptionsReader {
  private static final int MAX_STOPS = 4;
  private static final int MAX_TOP_LOGPROBS = 20;
  private static final String MAX_TOKENS = "max_tokens";
  private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";
  private static final String CHOICES = "n";
  private static final String LOGPROBS = "logprobs";
  private static final String TOP_LOGPROBS = "top_logprobs";
  private static final String STREAM_OPTIONS = "stream_options";

  private static final Set<String> KNOWN =
      Set.of(
          MAX_TOKENS,
          CHOICES,
          "stop",
          "stream",
          STREAM_OPTIONS,
          "user",
          "metadata",
          "safety_identifier",
          "prompt_cache_key");

  /** What chats have beside that. */
  static final List<String> KNOWN_IN_CHATS = List.of(MAX_COMPLETION_TOKENS, LOGPROBS, TOP_LOGPROBS);

  private final RequestFields fields;

  OptionsReader(RequestFields fields) {
    this.fields = fields;
  }

  GenerationOptions chat() {
    Integer older = maxTokens(MAX_TOKENS);
    Integer newer = maxTokens(MAX_COMPLETION_TOKENS);
    if (older != null && newer != null) {
      fields.report(
          new Problem(
              MAX_COMPLETION_TOKENS,
              "conflicting_parameters",
              "max_tokens and max_completion_tokens were both given; keep one."));
    }
    return options(newer == null ? older : newer, topLogprobs());
  }

  GenerationOptions completion(int defaultTokens) {
    Integer given = maxTokens(MAX_TOKENS);
    return options(given == null ? defaultTokens : given, null);
  }

  /**
   * Notes unknown fields, and those that ask for what is not supported.
   *
   * @param others names that this kind of request has beside the common ones
   */
  void refuseOthers(UnsupportedParameters unsupported, List<String> others) {
    unsupported.refuse(fields);
    Set<String> known = new TreeSet<>(KNOWN);
    known.addAll(others);
    known.addAll(unsupported.names());
    known.addAll(SamplingReader.KNOWN);
    fields.refuseOthers(List.copyOf(known));
  }

  private GenerationOptions options(@Nullable Integer maxTokens, @Nullable Integer topLogprobs) {
    String user = fields.text("user");
    fields.texts("metadata");
    boolean stream = fields.flag("stream");
    SamplingReader sampling = new SamplingReader(fields);
    GenerationOptions options =
        new GenerationOptions(
            maxTokens,
            choices(),
            sampling.sampling(),
            sampling.beams(),
            stop(),
            stream,
            includeUsage(stream),
            topLogprobs,
            user);
    checkBeams(options);
    return options;
  }

  private int choices() {
    Integer given = fields.natural(CHOICES);
    if (given != null && given == 0) {
      fields.report(Problem.outOfRange(CHOICES, given, "1 or more"));
    }
    return given == null ? 1 : Math.max(1, given);
  }

  private void checkBeams(GenerationOptions options) {
    BeamOptions beams = options.beams();
    if (beams == null) {
      return;
    }
    if (options.choices() > Math.max(1, beams.width())) {
      fields.report(
          Problem.outOfRange(CHOICES, options.choices(), "1 to beam_width, " + beams.width()));
    }
    if (options.stream()) {
      fields.report(unsupportedWithBeams("stream"));
    }
    if (options.topLogprobs() != null) {
      fields.report(unsupportedWithBeams(LOGPROBS));
    }
  }

  private static Problem unsupportedWithBeams(String name) {
    return new Problem(
        name,
        "unsupported_parameter",
        name + " is not supported with beam_width; leave one of them out.");
  }

  private @Nullable Integer maxTokens(String name) {
    Integer given = fields.natural(name);
    if (given != null && given == 0) {
      fields.report(Problem.outOfRange(name, given, "1 or more"));
    }
    return given;
  }

  private List<String> stop() {
    JsonNode given = fields.get("stop");
    if (given == null) {
      return List.of();
    }
    List<String> stops = new ArrayList<>();
    if (given.isArray()) {
      given.forEach(one -> stops.add(one.isTextual() ? one.textValue() : ""));
    } else {
      stops.add(given.isTextual() ? given.textValue() : "");
    }
    if (stops.size() > MAX_STOPS || stops.contains("")) {
      fields.report(
          Problem.outOfRange(
              "stop", given, "a string, or a list of up to 4 strings, none of them empty"));
      return List.of();
    }
    return stops;
  }

  private boolean includeUsage(boolean stream) {
    RequestFields options = fields.object(STREAM_OPTIONS).orElse(null);
    if (options == null) {
      return false;
    }
    if (!stream) {
      fields.report(
          new Problem(
              STREAM_OPTIONS,
              "invalid_value",
              "stream_options is for streams; leave it out, or give stream: true."));
    }
    boolean includeUsage = options.flag("include_usage");
    options.flag("include_obfuscation");
    options.refuseOthers();
    return includeUsage;
  }

  private @Nullable Integer topLogprobs() {
    boolean wanted = fields.flag(LOGPROBS);
    Integer given = fields.natural(TOP_LOGPROBS);
    if (given != null && (!wanted || given > MAX_TOP_LOGPROBS)) {
      fields.report(
          Problem.outOfRange(TOP_LOGPROBS, given, "0 to 20, together with logprobs: true"));
    }
    if (!wanted) {
      return null;
    }
    return given == null ? 0 : given;
  }
}
