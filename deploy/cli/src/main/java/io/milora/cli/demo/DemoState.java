package io.milora.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the demonstration has come, kept in the data folder so that the next run goes on.
 *
 * @param tenants by name
 */
record DemoState(Map<String, Progress> tenants) {
  DemoState {
    tenants = Map.copyOf(tenants);
  }

  /** What one tenant has; null is what it lacks yet. */
  record Progress(
      @Nullable String apiKey,
      @Nullable String trainingFile,
      @Nullable String validationFile,
      @Nullable String job) {
    static final Progress NONE = new Progress(null, null, null, null);

    Progress withKey(String key) {
      return new Progress(key, trainingFile, validationFile, job);
    }

    Progress withFiles(String training, String validation) {
      return new Progress(apiKey, training, validation, job);
    }

    Progress withJob(@Nullable String id) {
      return new Progress(apiKey, trainingFile, validationFile, id);
    }
  }

  static final DemoState NONE = new DemoState(Map.of());

  Progress of(DemoTenant tenant) {
    return tenants.getOrDefault(tenant.name(), Progress.NONE);
  }

  DemoState with(DemoTenant tenant, Progress progress) {
    Map<String, Progress> next = new LinkedHashMap<>(tenants);
    next.put(tenant.name(), progress);
    return new DemoState(next);
  }
}
