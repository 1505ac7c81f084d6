package io.milora.persistence;

import io.milora.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * An adapter that was trained elsewhere, and found to fit a base.
 *
 * @param base it fits
 * @param suffix part of its model's name; null for none
 * @param method {@code milora}, {@code lora} or {@code moa}
 * @param content SHA-256 of its archive in the artifact store
 * @param bytes of that archive
 * @param sent SHA-256 of the archive that it came in
 */
public record ImportedAdapter(
    BaseModelEntity base,
    @Nullable String suffix,
    String method,
    ContentHash content,
    long bytes,
    ContentHash sent) {}
