@NullMarked
package io.milora.engine.generate;

import org.jspecify.annotations.NullMarked;
