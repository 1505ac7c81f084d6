@org.jspecify.annotations.NullMarked
package io.milora.tenantmanager.uploads;
