package io.milora.cli.local;

import io.milora.cli.Checkout;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the platform, in the order in which they start; they stop in the opposite one, so
 * that the front door closes first.
 */
public enum Program {
  TENANT_MANAGER("tenant-manager", "384m", "milora_manager"),
  TRAINING_WORKER("training-worker", "1536m", "milora_trainer"),
  INFERENCE_WORKER("inference-worker", "1536m", "milora_inference"),
  /** The console: it knows the platform by its REST API only, so it has no role in the database. */
  ADMIN_UI("admin-ui", "256m", null);

  private final String folder;
  private final String heap;
  private final @Nullable String role;

  Program(String folder, String heap, @Nullable String role) {
    this.folder = folder;
    this.heap = heap;
    this.role = role;
  }

  /** As in the folders of the repository and in every message. */
  public String programName() {
    return folder;
  }

  int port(Ports ports) {
    return switch (this) {
      case TENANT_MANAGER -> ports.tenantManager();
      case TRAINING_WORKER -> ports.trainingWorker();
      case INFERENCE_WORKER -> ports.inferenceWorker();
      case ADMIN_UI -> ports.console();
    };
  }

  URI address(Ports ports) {
    return URI.create("http://127.0.0.1:" + port(ports));
  }

  /** The jar that the build makes. */
  Path jar(Checkout checkout) {
    return checkout.root().resolve(folder).resolve("target/quarkus-app/quarkus-run.jar");
  }

  List<String> command(Checkout checkout) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    // A program that cannot allocate any more is better restarted than half alive.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dai.djl.offline=true");
    command.add("-jar");
    command.add(jar(checkout).toString());
    return command;
  }

  /** Configuration by environment, so that no password shows in a list of processes. */
  Map<String, String> environment(
      DataFolder data, Ports ports, Secrets secrets, String jdbcUrl, IdentityProvider identity) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port(ports)));
    if (role != null) {
      environment.put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
      environment.put("QUARKUS_DATASOURCE_USERNAME", role);
      environment.put("QUARKUS_DATASOURCE_PASSWORD", password(secrets));
    }
    environment.put("MILORA_DATA", data.root().toString());
    environment.put("OMP_WAIT_POLICY", "passive");
    environment.putAll(identity.environment(this, ports, secrets));
    switch (this) {
      case TENANT_MANAGER -> environment.put("MILORA_OPERATOR_TOKEN", secrets.operatorToken());
      case INFERENCE_WORKER -> {
        environment.put("MILORA_OPERATOR_TOKEN", secrets.operatorToken());
        environment.put("MILORA_CONTROL_PLANE_URL", TENANT_MANAGER.address(ports).toString());
        environment.put("MILORA_BASE_MODEL", BaseModelFiles.name());
      }
      case TRAINING_WORKER -> {}
      case ADMIN_UI -> {
        environment.put("MILORA_CONTROL_PLANE_URL", TENANT_MANAGER.address(ports).toString());
        environment.put("MILORA_FRONT_DOOR_URL", INFERENCE_WORKER.address(ports).toString());
        environment.put("MILORA_CONSOLE_COOKIE_SECRET", secrets.consoleCookies());
      }
    }
    return environment;
  }

  private String password(Secrets secrets) {
    return switch (this) {
      case TENANT_MANAGER -> secrets.manager();
      case TRAINING_WORKER -> secrets.trainer();
      case INFERENCE_WORKER -> secrets.inference();
      case ADMIN_UI -> throw new IllegalStateException("The console has no role");
    };
  }
}
