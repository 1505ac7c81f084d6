/** The data plane. */
@NullMarked
package io.milora.inferenceworker;

import org.jspecify.annotations.NullMarked;
