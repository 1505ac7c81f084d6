/** What all calls share: pages, limits, the operator's token. */
@NullMarked
package io.milora.tenantmanager.http;

import org.jspecify.annotations.NullMarked;
