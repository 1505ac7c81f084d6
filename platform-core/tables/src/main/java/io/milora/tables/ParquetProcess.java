package io.milora.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import dev.hardwood.reader.ParquetFileReader;
import io.milora.model.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.xerial.snappy.Snappy;

/**
 * Reads Parquet in a process of its own: a file says itself how much memory its pages and lists
 * need, so a small one can ask for all there is. The process has little memory, no secrets in its
 * environment, and an end.
 */
final class ParquetProcess {
  /** What it exits with if the file is not the table that it should be. */
  static final int BROKEN = 10;

  /** What it exits with if the lines cannot be written. */
  static final int UNWRITABLE = 11;

  private static final String MEMORY = "256m";
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final int MAX_MESSAGE = 1 << 16;
  private static final Set<String> LANGUAGE = Set.of("LANG", "LC_ALL", "LC_CTYPE");

  /** Something of every library that it needs. */
  private static final List<Class<?>> NEEDED =
      List.of(
          ParquetProcess.class,
          InvalidInputException.class,
          JsonNode.class,
          JsonFactory.class,
          JsonInclude.class,
          ParquetFileReader.class,
          Snappy.class,
          Zstd.class);

  private ParquetProcess() {}

  static void writeLines(Path table, long maxBytes, Path lines)
      throws IOException, BrokenTableException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MEMORY,
                "-XX:MaxDirectMemorySize=" + MEMORY,
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-Dstdout.encoding=UTF-8",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                NEEDED.stream()
                    .map(ParquetProcess::place)
                    .distinct()
                    .collect(Collectors.joining(File.pathSeparator)),
                ParquetProgram.class.getName(),
                table.toString(),
                lines.toString(),
                Long.toString(maxBytes))
            .redirectErrorStream(true);
    builder.environment().keySet().retainAll(LANGUAGE); // by which paths are read
    Process process = builder.start();
    try (InputStream said = process.getInputStream()) {
      CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
      String message = new String(said.readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8);
      finish(process.waitFor(), message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The reading of a table was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void finish(int exit, String message) throws IOException, BrokenTableException {
    switch (exit) {
      case 0 -> {}
      case BROKEN -> {
        String[] parts = message.split("\n", 2);
        throw new BrokenTableException(parts[0], parts.length > 1 ? parts[1].strip() : "");
      }
      case UNWRITABLE -> throw new IOException(message.strip());
      default ->
          throw new BrokenTableException(
              "invalid_parquet",
              "The file cannot be read as Parquet within %s of memory; write it with smaller pages and row groups, or split it."
                  .formatted(MEMORY));
    }
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The library of " + type + " is nowhere", e);
    }
  }
}
