/** What the HTTP programs share. */
@NullMarked
package io.milora.http;

import org.jspecify.annotations.NullMarked;
