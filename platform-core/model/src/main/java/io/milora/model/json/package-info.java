/** The one way in which values become JSON, on the wire, in files and in the database alike. */
@NullMarked
package io.milora.model.json;

import org.jspecify.annotations.NullMarked;
