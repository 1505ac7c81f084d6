package io.milora.console.platform;

/** What one tenant or key may use, and uses. */
public record Quota(QuotaAmounts limits, QuotaAmounts used) {}
