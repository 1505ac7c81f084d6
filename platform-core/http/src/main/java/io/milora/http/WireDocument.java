package io.milora.http;

import static org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.ARRAY;
import static org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.NULL;
import static org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.OBJECT;
import static org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.STRING;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Makes the OpenAPI document say what {@link io.milora.model.json.MiloraJson} reads and writes:
 * enum constants in lower case, null where a record allows it, and for every call the one envelope
 * of errors. Runs while a program is built.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class WireDocument implements OASFilter {
  private static final String ERROR = "Error";
  private static final DotName NULLABLE = DotName.createSimple(Nullable.class);
  private static final String OURS = "io.milora";
  private static final NamingBase NAMES = (NamingBase) PropertyNamingStrategies.SNAKE_CASE;

  /** Of every set of properties that a record of ours has, those that may be null. */
  private final Map<Set<String>, Set<String>> nullable = new HashMap<>();

  /**
   * A filter.
   *
   * @param index the program's classes
   */
  public WireDocument(IndexView index) {
    for (ClassInfo known : index.getKnownClasses()) {
      if (known.isRecord() && known.name().toString().startsWith(OURS)) {
        Set<String> all = new HashSet<>();
        Set<String> some = new HashSet<>();
        for (FieldInfo field : known.fields()) {
          if (!Modifier.isStatic(field.flags())) {
            all.add(name(field));
            if (field.type().hasAnnotation(NULLABLE)) {
              some.add(name(field));
            }
          }
        }
        nullable.computeIfAbsent(all, key -> new HashSet<>()).addAll(some);
      }
    }
  }

  private static String name(FieldInfo field) {
    AnnotationInstance given = field.annotation(JsonProperty.class);
    return given == null || given.value() == null
        ? NAMES.translate(field.name())
        : given.value().asString();
  }

  /** The framework's own 400 says nothing of the envelope. */
  @Override
  public Operation filterOperation(Operation operation) {
    APIResponses responses = operation.getResponses();
    APIResponse refused = responses.getAPIResponse("400");
    if (refused != null && refused.getContent() == null) {
      responses.removeAPIResponse("400");
    }
    if (responses.getDefaultValue() == null) {
      responses.setDefaultValue(
          OASFactory.createAPIResponse().ref("#/components/responses/" + ERROR));
    }
    return operation;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document.getComponents().getSchemas().values().forEach(this::correct);
    document.getComponents().addResponse(ERROR, error());
  }

  /** {@link io.milora.model.openai.ErrorResponse}, which no method gives. */
  private static APIResponse error() {
    Schema problem =
        type(OBJECT)
            .addProperty("param", type(STRING, NULL))
            .addProperty("code", type(STRING))
            .addProperty("message", type(STRING));
    Schema detail =
        type(OBJECT)
            .addProperty("message", type(STRING))
            .addProperty("type", type(STRING))
            .addProperty("param", type(STRING, NULL))
            .addProperty("code", type(STRING, NULL))
            .addProperty("problems", type(ARRAY).items(problem));
    detail.setRequired(List.copyOf(detail.getProperties().keySet()));
    return OASFactory.createAPIResponse()
        .description("What was given, what is allowed, and how to mend it")
        .content(
            OASFactory.createContent()
                .addMediaType(
                    "application/json",
                    OASFactory.createMediaType()
                        .schema(type(OBJECT).addProperty("error", detail).addRequired("error"))));
  }

  private static Schema type(SchemaType... types) {
    return OASFactory.createSchema().type(List.of(types));
  }

  private void correct(Schema schema) {
    List<Object> constants = schema.getEnumeration();
    if (constants != null) {
      schema.setEnumeration(constants.stream().map(WireDocument::lowerCase).toList());
    }
    Map<String, Schema> properties = schema.getProperties();
    if (properties != null) {
      Set<String> some = nullable.getOrDefault(properties.keySet(), Set.of());
      properties.forEach(
          (name, property) -> {
            if (some.contains(name)) {
              schema.addProperty(name, orNull(property));
            }
          });
    }
  }

  /** Names that are annotated have other letters already. */
  private static Object lowerCase(Object constant) {
    String name = constant.toString();
    return name.equals(name.toUpperCase(Locale.ROOT)) ? name.toLowerCase(Locale.ROOT) : constant;
  }

  private static Schema orNull(Schema schema) {
    if (schema.getRef() != null) {
      return OASFactory.createSchema()
          .addAnyOf(schema)
          .addAnyOf(OASFactory.createSchema().addType(NULL));
    }
    if (schema.getType() != null && !schema.getType().contains(NULL)) {
      schema.addType(NULL);
      if (schema.getEnumeration() != null) {
        schema.addEnumeration(null);
      }
    }
    return schema;
  }
}
