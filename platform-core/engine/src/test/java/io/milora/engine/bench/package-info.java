@NullMarked
package io.milora.engine.bench;

import org.jspecify.annotations.NullMarked;
