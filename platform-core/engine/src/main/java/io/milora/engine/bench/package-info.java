/**
 * Comparisons of adapter methods on one base model. What is compared here need not be a method of
 * the product.
 */
@NullMarked
package io.milora.engine.bench;

import org.jspecify.annotations.NullMarked;
