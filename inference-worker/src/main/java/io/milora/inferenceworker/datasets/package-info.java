/** What becomes of training files: their rows as the tokens that are trained. */
@NullMarked
package io.milora.inferenceworker.datasets;

import org.jspecify.annotations.NullMarked;
