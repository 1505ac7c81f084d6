/** What operators see and change of a running server. */
@NullMarked
package io.milora.inferenceworker.operators;

import org.jspecify.annotations.NullMarked;
