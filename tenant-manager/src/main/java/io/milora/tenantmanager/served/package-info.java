/** What was served: usage and latencies, of a tenant and of all. */
@NullMarked
package io.milora.tenantmanager.served;

import org.jspecify.annotations.NullMarked;
