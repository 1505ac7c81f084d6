package io.milora.tenantmanager.files;

import io.milora.model.openai.FilePurpose;
import org.jboss.resteasy.reactive.server.multipart.FileItem;

/**
 * What was uploaded, not yet kept.
 *
 * @param content goes with the request
 */
record Upload(FileItem content, String filename, FilePurpose purpose) {}
