/** Value types and names that all programs share. Immutable, thread-safe, free of frameworks. */
@NullMarked
package io.milora.model;

import org.jspecify.annotations.NullMarked;
