package io.milora.inferenceworker.serving;

import io.milora.model.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code model} stands for.
 *
 * @param alias what the request called it: an alias, or its exact name
 * @param name the exact name: a tuned model's, or the base's
 * @param adapterHash the adapter's identity, null for the base
 */
public record ServedModel(String alias, String name, @Nullable ContentHash adapterHash) {}
