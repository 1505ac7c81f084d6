/** The milora command: its entry point and what all commands share. */
@NullMarked
package io.milora.cli;

import org.jspecify.annotations.NullMarked;
