@NullMarked
package io.milora.inferenceworker;

import org.jspecify.annotations.NullMarked;
