package io.milora.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that a process held resident, as Linux counts it (VmHWM). */
final class PeakMemory {
  private static final String LABEL = "VmHWM:";

  private PeakMemory() {}

  /** Bytes; empty if the process has ended. */
  static OptionalLong ofProcess(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(LABEL))
          .mapToLong(PeakMemory::bytes)
          .findFirst();
    } catch (IOException e) {
      // The file vanishes with its process, even while it is read.
      return OptionalLong.empty();
    }
  }

  /** Of a line such as {@code VmHWM: 1234 kB}. */
  static long bytes(String line) {
    String kilobytes = line.substring(LABEL.length(), line.lastIndexOf(' ')).strip();
    return Math.multiplyExact(Long.parseLong(kilobytes), 1024L);
  }
}
