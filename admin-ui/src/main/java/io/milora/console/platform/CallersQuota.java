package io.milora.console.platform;

/** What a tenant may use, and uses. */
public record CallersQuota(Quota tenant) {}
