package io.milora.engine.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processor's vector instructions, by which numeric libraries choose their kernels: other
 * kernels sum in another order.
 */
public final class VectorInstructions {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final List<String> FAMILIES = List.of("avx", "amx", "fma", "asimd", "sve", "i8mm");

  private VectorInstructions() {}

  /**
   * Architecture and instructions, for instance {@code amd64 avx avx2 fma}; where the system does
   * not tell, the architecture alone.
   */
  public static String names() {
    return Stream.concat(Stream.of(System.getProperty("os.arch")), flags().stream())
        .collect(Collectors.joining(" "));
  }

  private static List<String> flags() {
    if (!Files.isReadable(CPU_INFO)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .limit(1)
          .flatMap(line -> SPACE.splitAsStream(line.substring(line.indexOf(':') + 1)))
          .filter(flag -> FAMILIES.stream().anyMatch(flag::startsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + CPU_INFO, e);
    }
  }
}
