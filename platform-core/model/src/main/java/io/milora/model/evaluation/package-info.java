/** What is measured of models, and the rules that promotion depends on. */
@NullMarked
package io.milora.model.evaluation;

import org.jspecify.annotations.NullMarked;
