/** From logits to tokens, and from tokens to text. */
@NullMarked
package io.milora.engine.generate;

import org.jspecify.annotations.NullMarked;
