package io.milora.tables;

import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Turns a table into JSON lines, which are then validated and trained on like any others. A row
 * comes to stand on the line that has its number: in CSV that of the line on which it begins, in
 * Parquet that of the row, from 1. Rows pass one by one, so a table's size does not matter to the
 * memory.
 */
public final class TableRows {
  private TableRows() {}

  /**
   * Writes all rows. What is wrong within a row is written, too, such that reading the lines
   * reports it.
   *
   * @param param the request's parameter that named the file, for messages
   * @param maxBytes what is written at most
   * @param lines the file that they go to
   * @throws InvalidInputException if the file is not a table of this format, or damaged, or has
   *     columns that are not trained on, or too many rows
   * @throws IOException if the lines cannot be written or the file not be read
   */
  public static void writeLines(
      Path table, TableFormat format, String param, long maxBytes, Path lines) throws IOException {
    try {
      switch (format) {
        case CSV -> CsvTable.writeLines(table, maxBytes, lines);
        case PARQUET -> ParquetProcess.writeLines(table, maxBytes, lines);
      }
    } catch (BrokenTableException e) {
      throw new InvalidInputException(new Problem(param, e.code(), String.valueOf(e.getMessage())));
    }
  }
}
