@NullMarked
package io.milora.cli.local;

import org.jspecify.annotations.NullMarked;
