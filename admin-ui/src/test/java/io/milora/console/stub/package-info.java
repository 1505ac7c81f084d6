/** A platform and an identity provider that live in memory, for tests of what a browser shows. */
@NullMarked
package io.milora.console.stub;

import org.jspecify.annotations.NullMarked;
