/** The console, which comes with its own issue. */
@NullMarked
package io.milora.adminui;

import org.jspecify.annotations.NullMarked;
