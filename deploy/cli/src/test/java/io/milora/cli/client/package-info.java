@NullMarked
package io.milora.cli.client;

import org.jspecify.annotations.NullMarked;
