/**
 * PyTorch through DJL: TorchScript programs kept as readable resource files, frozen base weights,
 * and the plain float32 serving engine. The only package that knows DJL's PyTorch engine.
 */
@NullMarked
package io.milora.engine.torch;

import org.jspecify.annotations.NullMarked;
