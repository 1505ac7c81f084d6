/** Real PostgreSQL for the tests of all modules. */
@NullMarked
package io.milora.migrations.testing;

import org.jspecify.annotations.NullMarked;
