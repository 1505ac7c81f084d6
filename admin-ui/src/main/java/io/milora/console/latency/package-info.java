/** How long requests wait: percentiles, heat maps, and the slow requests behind them. */
@NullMarked
package io.milora.console.latency;

import org.jspecify.annotations.NullMarked;
