@NullMarked
package io.milora.cli.engine;

import org.jspecify.annotations.NullMarked;
