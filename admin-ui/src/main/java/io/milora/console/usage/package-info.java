/** What a tenant used, and how much of its quotas that is. */
@NullMarked
package io.milora.console.usage;

import org.jspecify.annotations.NullMarked;
