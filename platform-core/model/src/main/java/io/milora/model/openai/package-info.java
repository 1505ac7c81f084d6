/**
 * What goes over the wire, in the shapes of OpenAI's API. Names become snake case by {@link
 * io.milora.model.json.MiloraJson}. Every field is always present: strict clients refuse an answer
 * that lacks one, but take null.
 */
@NullMarked
package io.milora.model.openai;

import org.jspecify.annotations.NullMarked;
