/** What changes while somebody looks: one poll for all who look at the same thing. */
@NullMarked
package io.milora.console.live;

import org.jspecify.annotations.NullMarked;
