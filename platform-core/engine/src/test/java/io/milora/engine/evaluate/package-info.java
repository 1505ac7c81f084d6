@NullMarked
package io.milora.engine.evaluate;

import org.jspecify.annotations.NullMarked;
