/**
 * Adapters as immutable weights, their files, and the routes they take.
 *
 * <p>LoRA: Hu et al., arXiv 2106.09685. MiLoRA: Zhang et al., arXiv 2410.18035.
 */
@NullMarked
package io.milora.engine.adapter;

import org.jspecify.annotations.NullMarked;
