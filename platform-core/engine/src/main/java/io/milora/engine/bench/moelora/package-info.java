/**
 * MOELoRA (arXiv 2310.18339) as METHODS.md describes it: a baseline to measure the product against,
 * written with the same care, and no part of the product.
 */
@NullMarked
package io.milora.engine.bench.moelora;

import org.jspecify.annotations.NullMarked;
