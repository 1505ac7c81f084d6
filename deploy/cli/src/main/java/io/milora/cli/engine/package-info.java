/** The engine without the platform: inspect, train and evaluate on files, by the workers' code. */
@NullMarked
package io.milora.cli.engine;

import org.jspecify.annotations.NullMarked;
