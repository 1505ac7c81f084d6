/** Answers, whole and streamed, in OpenAI's shapes. */
@NullMarked
package io.milora.inferenceworker.answer;

import org.jspecify.annotations.NullMarked;
