/**
 * Continuous batching: many requests with different adapters share the decode steps of one engine.
 */
@NullMarked
package io.milora.engine.batch;

import org.jspecify.annotations.NullMarked;
