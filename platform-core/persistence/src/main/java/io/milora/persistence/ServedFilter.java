package io.milora.persistence;

import io.milora.model.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Which part of what was served to look at; null for all.
 *
 * @param tenant one tenant of all, which only operators choose
 * @param adapter content hash, empty for the bare base
 * @param worker id
 */
public record ServedFilter(
    @Nullable TenantId tenant, @Nullable String adapter, @Nullable String worker) {
  /** Everything. */
  public static final ServedFilter NONE = new ServedFilter(null, null, null);
}
