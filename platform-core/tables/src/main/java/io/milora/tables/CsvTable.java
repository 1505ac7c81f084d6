package io.milora.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads CSV. */
final class CsvTable {
  /** As long as a row may be; a quote that is never closed ends there. */
  private static final int MAX_CELL = 4 << 20;

  /**
   * Every byte is a character and becomes the same byte again: whether they are UTF-8 is checked,
   * row by row, where the lines are read.
   */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

  private CsvTable() {}

  static void writeLines(Path table, long maxBytes, Path lines)
      throws IOException, BrokenTableException {
    try (CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .maxBufferSize(MAX_CELL)
                .ofCsvRecord(table, BYTES);
        OutputStream out = Files.newOutputStream(lines)) {
      write(reader.iterator(), new RowLines(out, BYTES, maxBytes));
    } catch (CsvParseException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new BrokenTableException("invalid_csv", e.getMessage() + ": " + reason.getMessage());
    } catch (UncheckedIOException e) {
      throw new IOException("The table cannot be read", e);
    }
  }

  private static void write(Iterator<CsvRecord> records, RowLines lines)
      throws IOException, BrokenTableException {
    if (!records.hasNext()) {
      throw new BrokenTableException(
          "no_rows", "The file is empty; a heading and rows are needed.");
    }
    List<String> columns = records.next().getFields().stream().map(CsvTable::name).toList();
    RowShape shape = RowShape.of(columns);
    while (records.hasNext()) {
      CsvRecord row = records.next();
      lines.write(row.getStartingLineNumber(), shape.line(cells(columns, row)));
    }
    lines.flush();
  }

  private static String name(String heading) {
    return heading.startsWith(BYTE_ORDER_MARK)
        ? heading.substring(BYTE_ORDER_MARK.length())
        : heading;
  }

  private static Map<String, JsonNode> cells(List<String> columns, CsvRecord row) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (int i = 0; i < row.getFieldCount(); i++) {
      String name = i < columns.size() ? columns.get(i) : "column " + (i + 1);
      cells.put(name, TextNode.valueOf(row.getField(i)));
    }
    return cells;
  }
}
