/** Reading requests: what is known, what is refused, in OpenAI's words. */
@NullMarked
package io.milora.inferenceworker.request;

import org.jspecify.annotations.NullMarked;
