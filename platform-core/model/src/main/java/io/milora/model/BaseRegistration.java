package io.milora.model;

import org.jspecify.annotations.Nullable;

/**
 * What a worker that has opened a base model tells the platform of it.
 *
 * @param name of its folder, and in requests
 * @param base of the weights and their configuration
 * @param tokenizer null if the files have none: such a base cannot be trained on text
 * @param chatTemplate null if the files have none
 * @param maxPositions tokens of the context
 * @param defaults of training on it
 */
public record BaseRegistration(
    String name,
    ContentHash base,
    @Nullable ContentHash tokenizer,
    @Nullable ContentHash chatTemplate,
    BaseShape shape,
    int maxPositions,
    BaseDefaults defaults) {}
