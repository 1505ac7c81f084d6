package io.milora.engine.train;

import org.jspecify.annotations.Nullable;

/**
 * What the dev set showed.
 *
 * @param loss what the run makes small: the mean cross-entropy over response tokens, nats; for
 *     mixtures with, or for routers alone only, that of the domains
 * @param accuracy share of response tokens that were the most probable ones, 0 to 1, where all
 *     before them are given; null where only routers are trained, which see no responses
 */
public record DevScore(double loss, @Nullable Double accuracy) {}
