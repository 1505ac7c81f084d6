/**
 * Adapters as files: names, configurations, archives, and which tensors of which shapes a base
 * model asks for. Nothing here reads a weight, so that programs without an engine can judge an
 * adapter.
 */
@NullMarked
package io.milora.adapters;

import org.jspecify.annotations.NullMarked;
