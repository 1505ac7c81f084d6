/** What routers decide: which experts they keep, in general and for one prompt. */
@NullMarked
package io.milora.console.router;

import org.jspecify.annotations.NullMarked;
