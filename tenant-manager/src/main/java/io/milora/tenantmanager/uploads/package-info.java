/** Uploads in parts: OpenAI's {@code /v1/uploads}. */
@NullMarked
package io.milora.tenantmanager.uploads;

import org.jspecify.annotations.NullMarked;
