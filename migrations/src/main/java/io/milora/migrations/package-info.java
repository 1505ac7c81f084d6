/** The database schema and its runner. */
@NullMarked
package io.milora.migrations;

import org.jspecify.annotations.NullMarked;
