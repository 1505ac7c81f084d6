@NullMarked
package io.milora.cli.seed;

import org.jspecify.annotations.NullMarked;
