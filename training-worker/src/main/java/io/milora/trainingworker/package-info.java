/** Trains and publishes adapters. */
@NullMarked
package io.milora.trainingworker;

import org.jspecify.annotations.NullMarked;
