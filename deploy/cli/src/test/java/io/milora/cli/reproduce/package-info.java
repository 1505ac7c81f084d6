@NullMarked
package io.milora.cli.reproduce;

import org.jspecify.annotations.NullMarked;
