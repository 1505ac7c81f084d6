/** What tenants and their keys may use, and what they do. */
@NullMarked
package io.milora.tenantmanager.quotas;

import org.jspecify.annotations.NullMarked;
