package io.milora.model.openai;

import org.jspecify.annotations.Nullable;

/**
 * A model that requests can name. The fields from {@code root} on are the extension that vLLM made
 * common.
 *
 * @param created seconds since 1970
 * @param ownedBy the tenant's name, or {@code milora} for base models
 * @param root the exact model that an alias stands for; its own id otherwise
 * @param parent the base of a tuned model
 * @param maxModelLen tokens of prompt and answer together
 */
public record Model(
    String id,
    String object,
    long created,
    String ownedBy,
    String root,
    @Nullable String parent,
    int maxModelLen) {
  /** The value of {@link #object()}. */
  public static final String OBJECT = "model";
}
