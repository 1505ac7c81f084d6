/** Fine-tuning jobs with their events and checkpoints. */
@NullMarked
package io.milora.tenantmanager.jobs;

import org.jspecify.annotations.NullMarked;
