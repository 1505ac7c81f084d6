package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be for.
 *
 * @param models aliases and models that it may name; null for all of the tenant's
 * @param expiresAt seconds since 1970; null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewApiKey(
    String name, List<Scope> scopes, @Nullable List<String> models, @Nullable Long expiresAt) {}
