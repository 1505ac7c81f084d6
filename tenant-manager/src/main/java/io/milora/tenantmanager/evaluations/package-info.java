/** Measuring models on files, on request. */
@NullMarked
package io.milora.tenantmanager.evaluations;

import org.jspecify.annotations.NullMarked;
