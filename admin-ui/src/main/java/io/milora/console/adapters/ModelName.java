package io.milora.console.adapters;

import java.util.List;

/**
 * The parts of a tuned model's name, {@code ft:BASE:TENANT:SUFFIX:ID}.
 *
 * @param suffix may be empty
 */
public record ModelName(String full, String suffix, String id) {
  private static final int SUFFIX = 3;
  private static final int ID = 4;

  /** Of a full name; anything else is an id without a suffix. */
  public static ModelName of(String full) {
    List<String> parts = List.of(full.split(":", -1));
    return parts.size() > ID
        ? new ModelName(full, parts.get(SUFFIX), String.join(":", parts.subList(ID, parts.size())))
        : new ModelName(full, "", full);
  }

  /** For people: suffix and id. */
  public String shortName() {
    return suffix.isEmpty() ? id : suffix + " · " + id;
  }
}
