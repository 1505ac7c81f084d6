/** Who is signed in, and for which tenant. */
@NullMarked
package io.milora.console.session;

import org.jspecify.annotations.NullMarked;
