package io.milora.adapters;

import io.milora.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter must find again to mean the same.
 *
 * @param base SHA-256 over the sorted lines {@code NAME SHA256} of the weight files and {@code
 *     config.json}
 * @param tokenizer SHA-256 of {@code tokenizer.json}, null for a base without tokenizer
 * @param chatTemplate SHA-256 of the template's source, null for a base without one
 */
public record BaseHashes(
    ContentHash base, @Nullable ContentHash tokenizer, @Nullable ContentHash chatTemplate) {}
