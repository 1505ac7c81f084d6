@NullMarked
package io.milora.tenantmanager;

import org.jspecify.annotations.NullMarked;
