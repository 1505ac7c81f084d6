@NullMarked
package io.milora.cli.bench;

import org.jspecify.annotations.NullMarked;
