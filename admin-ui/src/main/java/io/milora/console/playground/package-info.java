/** Models side by side. */
@NullMarked
package io.milora.console.playground;

import org.jspecify.annotations.NullMarked;
