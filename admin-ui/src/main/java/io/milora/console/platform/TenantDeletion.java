package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The wish to delete a tenant.
 *
 * @param name once more, as whoever deletes has typed it
 * @param graceHours in which it can be restored; null for what the platform is set to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TenantDeletion(String name, @Nullable Integer graceHours) {}
