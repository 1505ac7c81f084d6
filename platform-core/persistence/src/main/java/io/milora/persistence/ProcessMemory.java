package io.milora.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has in memory, native libraries' included. */
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  private ProcessMemory() {}

  /** Bytes; 0 where the system does not say. */
  public static long resident() {
    try {
      return Files.isReadable(STATUS)
          ? Files.readAllLines(STATUS).stream()
              .filter(line -> line.startsWith(RESIDENT))
              .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElse(0)
          : 0;
    } catch (IOException e) { // a figure for people, not worth an error
      return 0;
    }
  }
}
