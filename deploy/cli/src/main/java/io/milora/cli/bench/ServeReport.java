package io.milora.cli.bench;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench serve} found, as {@code --json} writes it.
 *
 * @param ratios quotients of medians by name; those that were not measured are absent
 * @param p8AddedTtftMs milliseconds, median; null if not measured
 * @param p8ColdAdapterMs milliseconds, median; null if not measured
 * @param runs every single one, in the order in which they were made
 */
record ServeReport(
    Map<String, Double> ratios,
    @Nullable Double p8AddedTtftMs,
    @Nullable Double p8ColdAdapterMs,
    Machine machine,
    List<Run> runs) {}
