/** Books requests on the quotas of their tenants and keys. */
@NullMarked
package io.milora.inferenceworker.quota;

import org.jspecify.annotations.NullMarked;
