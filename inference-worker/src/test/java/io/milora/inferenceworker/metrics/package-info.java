@NullMarked
package io.milora.inferenceworker.metrics;

import org.jspecify.annotations.NullMarked;
