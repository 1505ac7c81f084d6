package io.milora.persistence;

import io.milora.model.ContentHash;

/**
 * A domain's LoRA that a Mixture-of-LoRAs job has finished.
 *
 * @param content of its archive
 * @param steps optimiser steps it took
 * @param trainedTokens prompt and response tokens it took
 */
public record TrainedExpert(String domain, ContentHash content, int steps, long trainedTokens) {}
