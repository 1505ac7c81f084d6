@NullMarked
package io.milora.engine.batch;

import org.jspecify.annotations.NullMarked;
