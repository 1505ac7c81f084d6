/** Measures the engine, alternately with others, each system in a process of its own. */
@NullMarked
package io.milora.cli.bench;

import org.jspecify.annotations.NullMarked;
