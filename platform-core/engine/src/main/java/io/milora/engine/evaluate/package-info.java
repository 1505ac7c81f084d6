/**
 * Measures of a model with an adapter, taken on the engine that serves it: trained in float32 and
 * served in eight bits it is another model.
 */
@NullMarked
package io.milora.engine.evaluate;

import org.jspecify.annotations.NullMarked;
