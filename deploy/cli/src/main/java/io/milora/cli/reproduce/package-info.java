/** The papers' comparison on anybody's base model and data: methods, tasks and seeds, one table. */
@NullMarked
package io.milora.cli.reproduce;

import org.jspecify.annotations.NullMarked;
