package io.milora.tenantmanager.files;

import java.io.InputStream;

/**
 * A file's bytes.
 *
 * @param stream closed by who reads it
 */
record FileContent(InputStream stream, long bytes) {}
