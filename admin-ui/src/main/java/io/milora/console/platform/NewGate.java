package io.milora.console.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.milora.model.evaluation.Metric;
import io.milora.model.evaluation.PromotionRule;
import org.jspecify.annotations.Nullable;

/**
 * A rule that must hold for a name to move.
 *
 * @param value what is compared with, in the metric's own unit; null for the version in use
 * @param tolerance how much worse is accepted, 0 or more
 * @param file id of the file to measure on; null for any that both were measured on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewGate(
    Metric metric,
    PromotionRule.Reference compareTo,
    @Nullable Double value,
    double tolerance,
    PromotionRule.Unit unit,
    @Nullable String file) {}
