/**
 * The seam of serving: prefill with routing, decoding of mixed batches, slots. Implementations are
 * packages beside it.
 */
@NullMarked
package io.milora.engine.serve;

import org.jspecify.annotations.NullMarked;
