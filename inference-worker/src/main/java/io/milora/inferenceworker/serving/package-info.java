/** The served base model, its adapters, and generation. */
@NullMarked
package io.milora.inferenceworker.serving;

import org.jspecify.annotations.NullMarked;
