@NullMarked
package io.milora.inferenceworker.serving;

import org.jspecify.annotations.NullMarked;
