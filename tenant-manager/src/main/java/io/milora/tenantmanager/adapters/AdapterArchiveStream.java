package io.milora.tenantmanager.adapters;

import java.io.InputStream;

/**
 * An adapter's folder as a zip.
 *
 * @param name of the file
 * @param bytes its size
 * @param stream closed by who reads it
 */
record AdapterArchiveStream(String name, long bytes, InputStream stream) {}
