/** One address for applications: calls of the control plane are passed on. */
@NullMarked
package io.milora.inferenceworker.proxy;

import org.jspecify.annotations.NullMarked;
