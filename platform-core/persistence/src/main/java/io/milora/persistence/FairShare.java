package io.milora.persistence;

import java.time.Duration;

/**
 * How training is shared between tenants: weighted deficit round robin.
 *
 * @param quantum trained tokens that a round gives a tenant of weight 1, at least 1; larger means
 *     fewer changes of jobs, smaller means shorter waits
 * @param maxWait a tenant that got nothing for so long goes first whatever its weight
 */
public record FairShare(long quantum, Duration maxWait) {}
