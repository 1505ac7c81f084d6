package io.milora.console.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told about the end of jobs.
 *
 * @param events names of what it is told
 * @param createdAt seconds since 1970
 * @param secret what signatures are checked with; shown once, null later
 */
public record Webhook(
    String id, String url, List<String> events, long createdAt, @Nullable String secret) {}
