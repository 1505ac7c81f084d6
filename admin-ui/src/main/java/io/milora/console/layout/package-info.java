/** The frame around every view. */
@NullMarked
package io.milora.console.layout;

import org.jspecify.annotations.NullMarked;
