/** What needs attention now. */
@NullMarked
package io.milora.console.home;

import org.jspecify.annotations.NullMarked;
