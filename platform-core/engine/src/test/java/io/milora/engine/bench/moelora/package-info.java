@NullMarked
package io.milora.engine.bench.moelora;

import org.jspecify.annotations.NullMarked;
