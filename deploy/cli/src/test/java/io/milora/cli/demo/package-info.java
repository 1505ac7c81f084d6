@NullMarked
package io.milora.cli.demo;

import org.jspecify.annotations.NullMarked;
