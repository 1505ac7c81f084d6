/** Content-addressed files. */
@NullMarked
package io.milora.artifacts;

import org.jspecify.annotations.NullMarked;
