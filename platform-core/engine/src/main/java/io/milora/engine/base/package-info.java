/**
 * Base models: configuration, weights in Hugging Face's layout or GGUF, tokenizer and chat
 * template.
 */
@NullMarked
package io.milora.engine.base;

import org.jspecify.annotations.NullMarked;
