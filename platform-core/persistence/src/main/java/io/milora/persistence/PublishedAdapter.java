package io.milora.persistence;

import io.milora.model.ContentHash;

/**
 * What a finished training gives.
 *
 * @param content the zipped folder in the artifact store
 * @param base hash of the base model's weights it was trained on
 * @param tokenizer hash of the tokenizer
 * @param chatTemplate hash of the chat template
 * @param evaluation what was measured through the served graph, a JSON object
 */
public record PublishedAdapter(
    ContentHash content,
    ContentHash base,
    ContentHash tokenizer,
    ContentHash chatTemplate,
    String evaluation) {}
