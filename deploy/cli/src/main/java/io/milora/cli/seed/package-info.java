/**
 * Makes a system that looks as if it had been used for a month, and measures what people wait for.
 */
@NullMarked
package io.milora.cli.seed;

import org.jspecify.annotations.NullMarked;
