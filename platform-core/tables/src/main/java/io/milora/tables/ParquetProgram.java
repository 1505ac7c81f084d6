package io.milora.tables;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/** The process that reads a Parquet file; see {@link ParquetProcess}. */
final class ParquetProgram {
  private ParquetProgram() {}

  /**
   * Reads a table.
   *
   * @param arguments the table, where its lines go, and how many bytes at most
   */
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset(); // what is said here is the message
    int exit = 0;
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
      ParquetTable.writeLines(Path.of(arguments[0]), Long.parseLong(arguments[2]), out);
    } catch (BrokenTableException e) {
      System.out.println(e.code() + "\n" + e.getMessage());
      exit = ParquetProcess.BROKEN;
    } catch (IOException e) {
      System.out.println(e.getMessage());
      exit = ParquetProcess.UNWRITABLE;
    }
    System.exit(exit);
  }
}
