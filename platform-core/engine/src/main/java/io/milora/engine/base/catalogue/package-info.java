/** The base models that can be fetched by name, and how. */
@NullMarked
package io.milora.engine.base.catalogue;

import org.jspecify.annotations.NullMarked;
