package io.milora.persistence;

import io.milora.model.ContentHash;

/**
 * The rows of a table as JSON lines, in the artifact store.
 *
 * @param bytes their size
 */
public record TableRowsContent(ContentHash hash, long bytes) {}
