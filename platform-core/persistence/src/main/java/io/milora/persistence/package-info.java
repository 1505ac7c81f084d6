/** Entities, tenancy and the job queue. The only module that knows SQL. */
@NullMarked
package io.milora.persistence;

import org.jspecify.annotations.NullMarked;
