/** The demonstration: two tenants, from their data to answers, through the public API only. */
@NullMarked
package io.milora.cli.demo;

import org.jspecify.annotations.NullMarked;
