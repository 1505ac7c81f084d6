package io.milora.console.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published version of an adapter.
 *
 * @param model its name in requests
 * @param contentHash SHA-256 of its archive
 * @param job that trained it; null if none of this platform did
 * @param aliases that stand for it at present, or try it
 * @param createdAt seconds since 1970
 */
public record Adapter(
    String id,
    String model,
    String baseModel,
    String method,
    String contentHash,
    @Nullable String job,
    List<String> aliases,
    long createdAt) {}
