/** What people do with the console, in a browser. */
@NullMarked
package io.milora.console.browser;

import org.jspecify.annotations.NullMarked;
