package io.milora.persistence;

import io.milora.model.evaluation.GateResult;
import org.jspecify.annotations.Nullable;

/**
 * How an alias moves.
 *
 * @param keyId public part of the key that asks for it
 * @param gate what the alias's rule said; null if there is none, or it was not asked
 * @param reason why the rule does not count this time; null if it counts
 */
public record AliasMove(String keyId, @Nullable GateResult gate, @Nullable String reason) {}
