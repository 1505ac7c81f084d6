package io.milora.model.json;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.io.Serial;
import java.util.Locale;

/**
 * Names enum constants in lower case ({@code VALIDATING_FILES} is {@code validating_files}), unless
 * an annotation on the constant says otherwise.
 */
final class LowerCaseEnums extends NopAnnotationIntrospector {
  @Serial private static final long serialVersionUID = 1L;

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    for (int i = 0; i < constants.length; i++) {
      if (names[i] == null) {
        names[i] = constants[i].name().toLowerCase(Locale.ROOT);
      }
    }
    return names;
  }
}
