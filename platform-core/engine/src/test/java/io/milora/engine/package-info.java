/** Tests of the engine as a whole. */
@NullMarked
package io.milora.engine;

import org.jspecify.annotations.NullMarked;
