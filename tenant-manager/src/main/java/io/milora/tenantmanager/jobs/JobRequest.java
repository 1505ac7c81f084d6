package io.milora.tenantmanager.jobs;

import io.milora.model.Hyperparameters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was asked for; what is named may not exist.
 *
 * @param method {@code milora} or {@code lora}
 * @param hyperparametersPath where in the request the hyperparameters stood, for messages
 */
record JobRequest(
    String model,
    String trainingFile,
    @Nullable String validationFile,
    @Nullable String suffix,
    @Nullable Integer seed,
    String method,
    Hyperparameters hyperparameters,
    String hyperparametersPath,
    Map<String, String> metadata) {}
