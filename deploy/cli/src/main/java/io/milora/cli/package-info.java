/** The milora command. */
@NullMarked
package io.milora.cli;

import org.jspecify.annotations.NullMarked;
