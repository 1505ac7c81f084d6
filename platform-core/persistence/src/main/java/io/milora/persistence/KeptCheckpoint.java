package io.milora.persistence;

import io.milora.model.ContentHash;

/**
 * What is kept of a checkpoint in the artifact store.
 *
 * @param stage see {@link CheckpointEntity#stage}
 * @param step over all stages
 * @param state to go on from
 * @param adapter archive to answer with; no other checkpoint or adapter has the same bytes
 * @param bytes of both
 * @param metrics {@link io.milora.model.openai.FineTuningJobCheckpoint.Metrics} as JSON
 */
public record KeptCheckpoint(
    String stage, int step, ContentHash state, ContentHash adapter, long bytes, String metrics) {}
