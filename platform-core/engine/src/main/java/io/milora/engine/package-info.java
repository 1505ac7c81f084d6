/** Where the engine's parts meet: which implementation serves a base model. */
@NullMarked
package io.milora.engine;

import org.jspecify.annotations.NullMarked;
