package io.milora.tenantmanager.jobs;

import io.milora.model.Hyperparameters;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was asked for; what is named may not exist.
 *
 * @param trainingFile of a mixture: the first domain's rows, null if it names them itself
 * @param validationFile of a mixture: the first domain's, too
 * @param method {@code milora}, {@code lora} or {@code moa}
 * @param hyperparametersPath where in the request the hyperparameters stood, for messages
 * @param mixture what method {@code moa} needs, null for others
 * @param dryRun whether to say what would be done, and do nothing
 */
record JobRequest(
    String model,
    @Nullable String trainingFile,
    @Nullable String validationFile,
    @Nullable String suffix,
    @Nullable Integer seed,
    String method,
    Hyperparameters hyperparameters,
    String hyperparametersPath,
    @Nullable MixtureRequest mixture,
    Map<String, String> metadata,
    boolean dryRun) {}
