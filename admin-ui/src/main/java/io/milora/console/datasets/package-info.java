/** Files of rows to train on and to measure with. */
@NullMarked
package io.milora.console.datasets;

import org.jspecify.annotations.NullMarked;
