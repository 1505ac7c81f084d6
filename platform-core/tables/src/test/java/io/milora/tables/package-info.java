@NullMarked
package io.milora.tables;

import org.jspecify.annotations.NullMarked;
