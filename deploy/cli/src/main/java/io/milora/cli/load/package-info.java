/**
 * A load generator: tenants' requests at random times, whether or not the server keeps up, and how
 * long they took.
 */
@NullMarked
package io.milora.cli.load;

import org.jspecify.annotations.NullMarked;
