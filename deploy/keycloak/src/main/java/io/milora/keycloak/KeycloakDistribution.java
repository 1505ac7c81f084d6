package io.milora.keycloak;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Keycloak, unpacked and built for PostgreSQL: the build reads its configuration once, so that each
 * start is quick. Never changed afterwards; any number of servers run from it.
 *
 * @param root the folder of {@code lib}, {@code conf} and the others
 */
public record KeycloakDistribution(Path root) {
  private static final List<String> BUILD =
      List.of("build", "--db=postgres", "--health-enabled=false", "--metrics-enabled=false");

  /** Part of the folder's name: another one is made when the build's options change. */
  private static final String OPTIONS = "postgres-1";

  /**
   * The distribution for a build of the platform; made in the user's cache if it is not there
   * (seconds, once). Processes that ask at the same time wait for each other.
   *
   * @param checkout the folder that the platform was built in
   * @param beforeMaking run if it must be made, to say so
   * @throws IOException if the build fails, or if the platform was not built
   */
  public static synchronized KeycloakDistribution prepared(Path checkout, Runnable beforeMaking)
      throws IOException, InterruptedException {
    Path zip = archive(checkout);
    String name = zip.getFileName().toString().replace(".zip", "");
    Path cache = UserCache.folder("keycloak");
    Path made = cache.resolve(name + "-" + OPTIONS);
    if (Files.isDirectory(made)) {
      return new KeycloakDistribution(made);
    }
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(made)) {
        beforeMaking.run();
        make(zip, name, cache, made);
      }
    }
    return new KeycloakDistribution(made);
  }

  /** The command line of a server or of a build, up to Keycloak's own arguments. */
  List<String> command(Path home, String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-Dkc.home.dir=" + home,
            "-cp",
            root.resolve("lib/quarkus-run.jar").toString(),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
    return command;
  }

  private static Path archive(Path checkout) throws IOException {
    Path folder = checkout.resolve("deploy/keycloak/target/distribution");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> zips = files.filter(f -> f.toString().endsWith(".zip")).sorted().toList();
        if (!zips.isEmpty()) {
          return zips.getLast();
        }
      }
    }
    throw new IOException("Keycloak's archive is not in " + folder + "; build the platform first.");
  }

  private static void make(Path zip, String name, Path cache, Path made)
      throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory(cache, ".making");
    try {
      unpack(zip, scratch);
      KeycloakDistribution fresh = new KeycloakDistribution(scratch.resolve(name));
      Path log = cache.resolve("build.log");
      List<String> command = fresh.command(fresh.root(), "-Xmx512m");
      command.addAll(BUILD);
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(log.toFile()))
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("Keycloak's build ended with " + status + "; see " + log);
      }
      Files.move(fresh.root(), made, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(scratch);
    }
  }

  private static void unpack(Path zip, Path target) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException(zip + " holds a path outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.copy(entries, path);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
