package io.milora.cli.engine;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.milora.cli.CommandException;
import io.milora.model.json.MiloraJson;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes what a command found for programs to read. */
public final class JsonOutput {
  private static final JsonMapper JSON = MiloraJson.mapper();

  private JsonOutput() {}

  /**
   * Writes a record.
   *
   * @param file null if nobody asked
   */
  public static void write(@Nullable Path file, Object value) {
    if (file == null) {
      return;
    }
    try {
      JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), value);
    } catch (IOException e) {
      throw new CommandException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
