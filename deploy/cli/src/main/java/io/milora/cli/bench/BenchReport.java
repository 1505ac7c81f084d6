package io.milora.cli.bench;

import java.util.List;
import java.util.Map;

/**
 * What a bench found, as {@code --json} writes it.
 *
 * @param ratios quotients of medians by name; those that were not measured are absent
 * @param runs every single one, in the order in which they were made
 */
record BenchReport(Map<String, Double> ratios, Machine machine, List<Run> runs) {}
