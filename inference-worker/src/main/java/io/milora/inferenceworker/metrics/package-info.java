/** What Prometheus reads: vLLM's names where vLLM has one. */
@NullMarked
package io.milora.inferenceworker.metrics;

import org.jspecify.annotations.NullMarked;
