/** The platform's HTTP API as a program that uses it sees it. */
@NullMarked
package io.milora.cli.client;

import org.jspecify.annotations.NullMarked;
