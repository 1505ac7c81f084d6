/** Training of adapters. */
@NullMarked
package io.milora.engine.train;

import org.jspecify.annotations.NullMarked;
