/**
 * The platform's REST API as a client sees it; everything that the console knows comes through
 * here.
 */
@NullMarked
package io.milora.console.platform;

import org.jspecify.annotations.NullMarked;
