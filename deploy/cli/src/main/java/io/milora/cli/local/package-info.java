/**
 * The whole system on one machine: a supervisor process that owns an embedded PostgreSQL and the
 * programs, and the commands that start, stop and watch it.
 */
@NullMarked
package io.milora.cli.local;

import org.jspecify.annotations.NullMarked;
