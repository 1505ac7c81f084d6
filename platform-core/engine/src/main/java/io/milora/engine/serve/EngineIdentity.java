package io.milora.engine.serve;

import io.milora.model.Precision;

/**
 * What computes, as far as it can change a number.
 *
 * @param build library, version, form of the graph, and the processor's vector instructions
 * @param precision of the linear modules
 */
public record EngineIdentity(String build, Precision precision) {}
