/** Calls of the platform's operators. */
@NullMarked
package io.milora.tenantmanager.operators;

import org.jspecify.annotations.NullMarked;
