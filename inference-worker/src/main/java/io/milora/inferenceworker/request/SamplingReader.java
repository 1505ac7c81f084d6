package io.milora.inferenceworker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.engine.generate.LogitAdjustment;
import io.milora.engine.generate.Sampler;
import io.milora.engine.generate.Sampling;
import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.openai.BeamOptions;
import io.milora.model.openai.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of a request that says how tokens are chosen. */
final class SamplingReader {
  private static final String BEAM_WIDTH = "beam_width";
  private static final String LENGTH_PENALTY = "length_penalty";
  private static final String LOGIT_BIAS = "logit_bias";

  /** What says how tokens are drawn, and nothing to beam search. */
  private static final List<String> DRAWING =
      List.of(
          "temperature",
          "top_p",
          "top_k",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          LOGIT_BIAS);

  /** All names that are read here. */
  static final List<String> KNOWN =
      Stream.concat(DRAWING.stream(), Stream.of(BEAM_WIDTH, LENGTH_PENALTY)).toList();

  private final RequestFields fields;

  SamplingReader(RequestFields fields) {
    this.fields = fields;
  }

  SamplingOptions sampling() {
    Integer topK = fields.natural("top_k");
    SamplingOptions options =
        new SamplingOptions(
            or(fields.number("temperature"), 1),
            or(fields.number("top_p"), 1),
            topK == null ? 0 : topK,
            fields.integer("seed"),
            or(fields.number("presence_penalty"), 0),
            or(fields.number("frequency_penalty"), 0),
            logitBias());
    check(
        () -> {
          Sampler unused =
              new Sampling(options.temperature(), options.topP(), options.topK(), 0).sampler();
        });
    check(
        () -> {
          LogitAdjustment unused =
              new LogitAdjustment(
                  options.presencePenalty(), options.frequencyPenalty(), options.logitBias());
        });
    return options;
  }

  /** Beam search, if it was asked for. */
  @Nullable BeamOptions beams() {
    Integer width = fields.natural(BEAM_WIDTH);
    Double lengthPenalty = fields.number(LENGTH_PENALTY);
    if (width == null) {
      if (lengthPenalty != null) {
        fields.report(
            new Problem(
                LENGTH_PENALTY,
                "invalid_value",
                "length_penalty is for beam search; leave it out, or give beam_width."));
      }
      return null;
    }
    if (width == 0) {
      fields.report(Problem.outOfRange(BEAM_WIDTH, width, "1 or more"));
    }
    for (String name : DRAWING) {
      if (fields.has(name)) {
        fields.report(
            new Problem(
                name,
                "conflicting_parameters",
                name + " says nothing to beam search; leave it out, or beam_width."));
      }
    }
    return new BeamOptions(width, or(lengthPenalty, 1));
  }

  private Map<Integer, Double> logitBias() {
    Map<Integer, Double> bias = new HashMap<>();
    RequestFields given = fields.object(LOGIT_BIAS).orElse(null);
    if (given == null) {
      return bias;
    }
    for (String token : given.names()) {
      Double value = given.number(token);
      try {
        bias.put(Integer.parseUnsignedInt(token), or(value, 0));
      } catch (NumberFormatException e) {
        JsonNode shown = fields.get(LOGIT_BIAS);
        fields.report(Problem.outOfRange(LOGIT_BIAS, String.valueOf(shown), "token ids as names"));
      }
    }
    return bias;
  }

  /** The ranges are the engine's. */
  private void check(Runnable construction) {
    try {
      construction.run();
    } catch (InvalidInputException e) {
      e.problems().forEach(fields::report);
    }
  }

  private static double or(@Nullable Double given, double fallback) {
    return given == null ? fallback : given;
  }
}
