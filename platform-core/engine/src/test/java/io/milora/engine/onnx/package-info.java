@NullMarked
package io.milora.engine.onnx;

import org.jspecify.annotations.NullMarked;
