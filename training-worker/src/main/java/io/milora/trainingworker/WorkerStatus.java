package io.milora.trainingworker;

import io.milora.persistence.WorkerEntity;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does.
 *
 * @param job id of the job it works on, or null
 */
record WorkerStatus(String id, WorkerEntity.State state, @Nullable String job) {}
