/** Who may use a tenant: keys of applications, and people. */
@NullMarked
package io.milora.console.account;

import org.jspecify.annotations.NullMarked;
