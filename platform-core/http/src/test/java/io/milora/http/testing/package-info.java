/** What tests of programs with an OpenAPI document share. */
@NullMarked
package io.milora.http.testing;

import org.jspecify.annotations.NullMarked;
