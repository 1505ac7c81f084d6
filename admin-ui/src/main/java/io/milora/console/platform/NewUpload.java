package io.milora.console.platform;

import io.milora.model.openai.FilePurpose;

/**
 * A file that is to arrive in parts.
 *
 * @param bytes of the whole file
 */
public record NewUpload(String filename, long bytes, String mimeType, FilePurpose purpose) {}
