@NullMarked
package io.milora.cli.load;

import org.jspecify.annotations.NullMarked;
