package io.milora.engine.evaluate;

import io.milora.engine.text.Example;
import org.jspecify.annotations.Nullable;

/**
 * A row to measure with.
 *
 * @param number in its file, from 1
 * @param domain where the row belongs, for adapters with domains; null if nobody says
 */
public record EvaluationRow(long number, Example example, @Nullable String domain) {}
