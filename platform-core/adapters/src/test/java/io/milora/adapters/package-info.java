@NullMarked
package io.milora.adapters;

import org.jspecify.annotations.NullMarked;
