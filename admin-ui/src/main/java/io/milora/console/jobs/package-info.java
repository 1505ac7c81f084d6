/** Fine-tuning jobs, from the form to the last checkpoint. */
@NullMarked
package io.milora.console.jobs;

import org.jspecify.annotations.NullMarked;
