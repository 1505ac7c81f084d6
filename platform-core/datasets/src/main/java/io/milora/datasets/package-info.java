/**
 * Reads and validates training files: JSON Lines of chats or of prompts with completions. Files are
 * read once, row by row, so their size does not matter to the memory.
 */
@NullMarked
package io.milora.datasets;

import org.jspecify.annotations.NullMarked;
