package io.milora.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milora.model.ContentHash;
import io.milora.model.DomainSelect;
import io.milora.model.GateKind;
import io.milora.model.InvalidInputException;
import io.milora.model.MethodSettings;
import io.milora.model.MoaSettings;
import io.milora.model.Pooler;
import io.milora.model.Problem;
import io.milora.model.RouterSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code milora_config.json}: what PEFT does not know.
 *
 * @param router null for methods other than {@code milora}
 * @param moa null for methods other than {@code moa}
 * @param hashes null where the file does not name its base
 */
public record MiLoraConfig(
    @Nullable RouterSettings router, @Nullable MoaSettings moa, @Nullable BaseHashes hashes) {
  private static final Set<String> HASHES =
      Set.of("base_sha256", "tokenizer_sha256", "chat_template_sha256");

  /** The last is of interest to training alone. */
  private static final Set<String> ROUTER = Set.of("k", "pooler", "gate", "normalise", "lambda_lb");

  private static final Set<String> MOA = Set.of("domains", "pooler", "select");

  /** What a file of each method says beside the method and the hashes. */
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          MethodSettings.MiLora.NAME, ROUTER,
          MethodSettings.Lora.NAME, Set.of(),
          MethodSettings.Moa.NAME, MOA);

  /** For what PEFT made. */
  static final MiLoraConfig ABSENT = new MiLoraConfig(null, null, null);

  /**
   * Reads the file; absent router options have METHODS.md's defaults.
   *
   * @throws InvalidInputException with all unknown fields and values
   */
  public static MiLoraConfig read(JsonNode json) {
    List<Problem> problems = new ArrayList<>();
    String method = json.path("method").asText("");
    if (!FIELDS.containsKey(method)) {
      problems.add(Problem.unknown("method", method, "milora, lora, moa"));
    }
    Set<String> fields = FIELDS.getOrDefault(method, Set.of());
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("method") && !HASHES.contains(name) && !fields.contains(name)) {
                problems.add(
                    new Problem(
                        name,
                        "unknown_field",
                        "milora_config.json: unknown field %s for method %s."
                            .formatted(name, method)));
              }
            });
    RouterSettings router =
        method.equals(MethodSettings.MiLora.NAME) ? router(json, problems) : null;
    MoaSettings moa = method.equals(MethodSettings.Moa.NAME) ? moa(json, problems) : null;
    BaseHashes hashes = hashes(json, problems);
    InvalidInputException.throwIfAny(problems);
    return new MiLoraConfig(router, moa, hashes);
  }

  private static @Nullable RouterSettings router(JsonNode json, List<Problem> problems) {
    RouterSettings d = RouterSettings.DEFAULT;
    Pooler pooler = constant(json, "pooler", d.pooler(), Pooler.values(), problems);
    GateKind gate = constant(json, "gate", d.gate(), GateKind.values(), problems);
    JsonNode normalise = json.path("normalise");
    if (!normalise.isMissingNode() && !normalise.isBoolean()) {
      problems.add(Problem.outOfRange("normalise", normalise, "true, false"));
    }
    JsonNode k = json.path("k");
    try {
      return new RouterSettings(
          k.isMissingNode() ? d.k() : k.isInt() ? k.asInt() : 0,
          pooler,
          gate,
          normalise.asBoolean(d.normalise()));
    } catch (InvalidInputException e) {
      problems.add(Problem.outOfRange("k", k, "1 to 7"));
      return null;
    }
  }

  private static @Nullable MoaSettings moa(JsonNode json, List<Problem> problems) {
    List<String> domains = new ArrayList<>();
    json.path("domains").forEach(name -> domains.add(name.asText()));
    Pooler pooler = constant(json, "pooler", Pooler.MEAN, Pooler.values(), problems);
    DomainSelect select =
        constant(json, "select", DomainSelect.VOTE, DomainSelect.values(), problems);
    try {
      return new MoaSettings(domains, select, pooler, false);
    } catch (InvalidInputException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private static <E extends Enum<E>> E constant(
      JsonNode json, String name, E fallback, E[] values, List<Problem> problems) {
    if (!json.has(name)) {
      return fallback;
    }
    for (E value : values) {
      if (wireName(value).equals(json.get(name).asText())) {
        return value;
      }
    }
    problems.add(
        Problem.unknown(
            name,
            json.get(name).asText(),
            Arrays.stream(values).map(MiLoraConfig::wireName).toList()));
    return fallback;
  }

  private static @Nullable BaseHashes hashes(JsonNode json, List<Problem> problems) {
    ContentHash base = hash(json, "base_sha256", problems);
    ContentHash tokenizer = hash(json, "tokenizer_sha256", problems);
    ContentHash template = hash(json, "chat_template_sha256", problems);
    return base == null ? null : new BaseHashes(base, tokenizer, template);
  }

  private static @Nullable ContentHash hash(JsonNode json, String name, List<Problem> problems) {
    if (!json.hasNonNull(name)) {
      return null;
    }
    try {
      return new ContentHash(json.get(name).asText());
    } catch (InvalidInputException e) {
      problems.add(
          Problem.outOfRange(name, json.get(name).asText(), "64 lower-case hexadecimal digits"));
      return null;
    }
  }

  /** The file's content. */
  public ObjectNode write() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    if (moa != null) {
      json.put("method", MethodSettings.Moa.NAME)
          .put("pooler", wireName(moa.pooler()))
          .put("select", wireName(moa.select()));
      ArrayNode domains = json.putArray("domains");
      moa.domains().forEach(domains::add);
    } else if (router == null) {
      json.put("method", MethodSettings.Lora.NAME);
    } else {
      json.put("method", MethodSettings.MiLora.NAME)
          .put("k", router.k())
          .put("pooler", wireName(router.pooler()))
          .put("gate", wireName(router.gate()))
          .put("normalise", router.normalise());
    }
    if (hashes != null) {
      json.put("base_sha256", hashes.base().hex());
      json.put("tokenizer_sha256", hashes.tokenizer() == null ? null : hashes.tokenizer().hex());
      json.put(
          "chat_template_sha256",
          hashes.chatTemplate() == null ? null : hashes.chatTemplate().hex());
    }
    return json;
  }

  private static String wireName(Enum<?> value) {
    return value instanceof DomainSelect select
        ? select.wireName()
        : value.name().toLowerCase(Locale.ROOT);
  }
}
