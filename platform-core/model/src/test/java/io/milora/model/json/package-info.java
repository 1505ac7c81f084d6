@NullMarked
package io.milora.model.json;

import org.jspecify.annotations.NullMarked;
