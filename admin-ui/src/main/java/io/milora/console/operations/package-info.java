/** What the platform's operators look after. */
@NullMarked
package io.milora.console.operations;

import org.jspecify.annotations.NullMarked;
