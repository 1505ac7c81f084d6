/** The console: the platform in a browser, for tenants' admins and the platform's operators. */
@NullMarked
package io.milora.console;

import org.jspecify.annotations.NullMarked;
