/** Tokens, chat templates, and how conversations become token ids. */
@NullMarked
package io.milora.engine.text;

import org.jspecify.annotations.NullMarked;
