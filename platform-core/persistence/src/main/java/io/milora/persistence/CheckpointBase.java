package io.milora.persistence;

import io.milora.model.ContentHash;

/** What a checkpoint's archive says it was trained on: SHA-256s. */
public record CheckpointBase(ContentHash base, ContentHash tokenizer, ContentHash chatTemplate) {}
