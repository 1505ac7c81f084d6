package io.milora.console.platform;

import io.milora.model.openai.FileObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that arrives in parts.
 *
 * @param file what it became, once it is complete
 */
public record Upload(String id, @Nullable FileObject file) {
  /** Some of its bytes. */
  public record Part(String id, long bytes) {}

  /**
   * How it is put together.
   *
   * @param partIds in the order of the file's bytes
   */
  public record Completion(List<String> partIds) {}
}
