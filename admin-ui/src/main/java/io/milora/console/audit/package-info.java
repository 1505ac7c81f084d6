/** Who changed what, and when. */
@NullMarked
package io.milora.console.audit;

import org.jspecify.annotations.NullMarked;
