/** What tests of the engine share. */
@NullMarked
package io.milora.engine.testing;

import org.jspecify.annotations.NullMarked;
