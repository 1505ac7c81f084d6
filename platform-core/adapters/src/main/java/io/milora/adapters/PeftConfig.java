package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.model.BaseShape;
import io.milora.model.InvalidInputException;
import io.milora.model.LoraSettings;
import io.milora.model.Problem;
import io.milora.model.Projection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * PEFT's {@code adapter_config.json} of kind LORA.
 *
 * @param baseModel {@code base_model_name_or_path}, empty if absent
 * @param settings rank, alpha, dropout, and all modules that some layer adapts
 * @param targets for each layer the modules that it adapts
 */
public record PeftConfig(String baseModel, LoraSettings settings, List<Set<Projection>> targets) {
  /** A target that stands for all modules. */
  static final String ALL_LINEAR = "all-linear";

  /** What is read here, or changes nothing once an adapter is trained. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "bias",
          "inference_mode",
          "init_lora_weights",
          "layers_pattern",
          "lora_alpha",
          "lora_dropout",
          "megatron_core",
          "peft_type",
          "peft_version",
          "qalora_group_size",
          "r",
          "revision",
          "runtime_config",
          "target_modules",
          "task_type",
          "use_rslora");

  /** Initialisations that leave the base as it is; others (pissa, olora, ..) change it. */
  private static final Set<String> INITIALISATIONS =
      Set.of("true", "false", "gaussian", "eva", "orthogonal");

  /** Empty options, as PEFT writes them. */
  private static final List<String> NULL_OPTIONS =
      List.of(
          "auto_mapping",
          "corda_config",
          "eva_config",
          "exclude_modules",
          "layer_replication",
          "layers_pattern",
          "layers_to_transform",
          "megatron_config",
          "modules_to_save",
          "revision",
          "target_parameters",
          "trainable_token_indices");

  private static final List<String> FALSE_OPTIONS =
      List.of("fan_in_fan_out", "lora_bias", "use_dora", "use_qalora", "use_rslora");

  /**
   * Reads a configuration; rank-stabilised scaling (alpha / sqrt(r)) becomes the alpha that gives
   * the same under alpha / r.
   *
   * @throws InvalidInputException with all options that are not served, by name
   */
  public static PeftConfig read(JsonNode json, BaseShape base) {
    List<Problem> problems = new ArrayList<>();
    refuseOptions(json, problems);
    int rank = json.path("r").asInt(0);
    double alpha = json.path("lora_alpha").asDouble(0);
    if (json.path("use_rslora").asBoolean()) {
      alpha *= Math.sqrt(rank);
    }
    List<Set<Projection>> targets = targets(json.path("target_modules"), base, problems);
    Set<Projection> all = EnumSet.noneOf(Projection.class);
    targets.forEach(all::addAll);
    try {
      LoraSettings settings =
          new LoraSettings(rank, alpha, json.path("lora_dropout").asDouble(0), all);
      InvalidInputException.throwIfAny(problems);
      return new PeftConfig(json.path("base_model_name_or_path").asText(""), settings, targets);
    } catch (InvalidInputException e) {
      throw problems.equals(e.problems()) ? e : joined(problems, e.problems());
    }
  }

  private static InvalidInputException joined(List<Problem> some, List<Problem> others) {
    List<Problem> all = new ArrayList<>(some);
    all.addAll(others);
    return new InvalidInputException(all);
  }

  private static void refuseOptions(JsonNode json, List<Problem> problems) {
    json.properties()
        .forEach(
            option -> {
              if (!UNDERSTOOD.contains(option.getKey()) && !isEmpty(option.getValue())) {
                refuse(problems, option.getKey(), option.getValue(), "nothing; it is not served");
              }
            });
    only(json, problems, "peft_type", Set.of("LORA"));
    only(json, problems, "bias", Set.of("none"));
    only(json, problems, "task_type", Set.of("CAUSAL_LM"));
    only(json, problems, "init_lora_weights", INITIALISATIONS);
  }

  private static void only(
      JsonNode json, List<Problem> problems, String option, Set<String> allowed) {
    if (json.hasNonNull(option) && !allowed.contains(json.get(option).asText())) {
      refuse(problems, option, json.get(option), String.join(", ", new TreeSet<>(allowed)));
    }
  }

  private static void refuse(List<Problem> problems, String option, Object given, String allowed) {
    problems.add(
        new Problem(
            option,
            "unsupported_adapter",
            "adapter_config.json: %s is %s; allowed: %s.".formatted(option, given, allowed)));
  }

  private static boolean isEmpty(JsonNode value) {
    return value.isNull()
        || (value.isBoolean() && !value.asBoolean())
        || (value.isContainerNode() && value.isEmpty());
  }

  private static List<Set<Projection>> targets(
      JsonNode given, BaseShape base, List<Problem> problems) {
    Pattern pattern = pattern(given, problems);
    List<Set<Projection>> targets = new ArrayList<>();
    Set<String> unused = new TreeSet<>();
    given.forEach(name -> unused.add(name.asText()));
    for (int layer = 0; layer < base.layers(); layer++) {
      Set<Projection> here = EnumSet.noneOf(Projection.class);
      for (Projection projection : Projection.values()) {
        String path = "model.layers." + layer + "." + projection.path();
        boolean named = false;
        for (JsonNode name : given) {
          if (("." + path).endsWith("." + name.asText())) {
            unused.remove(name.asText());
            named = true;
          }
        }
        if (named || pattern.matcher(path).matches()) {
          here.add(projection);
        }
      }
      targets.add(here);
    }
    for (String name : unused) {
      refuse(problems, "target_modules", name, String.join(", ", Projection.targetModules()));
    }
    return targets;
  }

  /** A text instead of a list is a regular expression over whole paths, or "all-linear". */
  private static Pattern pattern(JsonNode given, List<Problem> problems) {
    if (!given.isTextual()) {
      return Pattern.compile("(?!)");
    }
    try {
      return Pattern.compile(given.asText().equals(ALL_LINEAR) ? ".*" : given.asText());
    } catch (PatternSyntaxException e) {
      refuse(problems, "target_modules", given, "a regular expression");
      return Pattern.compile(".*");
    }
  }

  /** What PEFT 0.17 and later write and read. */
  public static ObjectNode write(String baseModel, LoraSettings settings) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    NULL_OPTIONS.forEach(json::putNull);
    FALSE_OPTIONS.forEach(option -> json.put(option, false));
    json.putObject("alpha_pattern");
    json.putObject("loftq_config");
    json.putObject("rank_pattern");
    json.put("base_model_name_or_path", baseModel)
        .put("bias", "none")
        .put("inference_mode", true)
        .put("init_lora_weights", true)
        .put("lora_dropout", settings.dropout())
        .put("megatron_core", "megatron.core")
        .put("peft_type", "LORA")
        .put("qalora_group_size", 16)
        .put("r", settings.rank())
        .put("task_type", "CAUSAL_LM");
    putNumber(json, settings.alpha());
    ArrayNode targets = json.putArray("target_modules");
    settings.targets().stream().map(Projection::targetModule).sorted().forEach(targets::add);
    return json;
  }

  /** PEFT declares alpha as an integer. */
  private static void putNumber(ObjectNode json, double alpha) {
    if (alpha == Math.rint(alpha) && alpha <= Integer.MAX_VALUE) {
      json.put("lora_alpha", (int) alpha);
    } else {
      json.put("lora_alpha", alpha);
    }
  }
}
