package io.milora.inferenceworker.serving;

import io.milora.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code model} stands for.
 *
 * @param name the exact name: a tuned model's, or the base's
 * @param adapterHash the adapter's identity, null for the base
 */
public record ServedModel(String name, @Nullable ContentHash adapterHash) {}
