/** Adapter versions, how good they are, and the names that applications call them by. */
@NullMarked
package io.milora.console.adapters;

import org.jspecify.annotations.NullMarked;
