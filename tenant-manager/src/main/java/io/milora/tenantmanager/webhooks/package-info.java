/** Addresses that are told about the end of jobs, as Standard Webhooks has it. */
@NullMarked
package io.milora.tenantmanager.webhooks;

import org.jspecify.annotations.NullMarked;
