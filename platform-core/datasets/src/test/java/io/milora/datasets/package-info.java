@NullMarked
package io.milora.datasets;

import org.jspecify.annotations.NullMarked;
