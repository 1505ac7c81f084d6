/**
 * Serving on the CPU with ONNX Runtime: the decoder is written as one graph that does prefill with
 * routing and decoding of mixed batches; adapters are its inputs, keys and values are written in
 * place.
 */
@NullMarked
package io.milora.engine.onnx;

import org.jspecify.annotations.NullMarked;
