/** Parts that all views are made of. */
@NullMarked
package io.milora.console.shared;

import org.jspecify.annotations.NullMarked;
