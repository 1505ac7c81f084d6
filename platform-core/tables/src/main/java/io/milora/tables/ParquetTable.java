package io.milora.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Reads Parquet, some rows at a time and on one thread of its own. Columns hold texts; {@code
 * messages} may be a list of structures of texts.
 */
final class ParquetTable {
  /** Rows in memory; one is a few kilobytes in common files. */
  private static final int BATCH = 64;

  private final Path table;
  private long row;

  private ParquetTable(Path table) {
    this.table = table;
  }

  static void writeLines(Path table, long maxBytes, OutputStream out)
      throws IOException, BrokenTableException {
    new ParquetTable(table).write(new RowLines(out, StandardCharsets.UTF_8, maxBytes));
  }

  private void write(RowLines lines) throws IOException, BrokenTableException {
    try (HardwoodContext threads = HardwoodContext.create(1);
        ParquetFileReader file = read(() -> ParquetFileReader.open(InputFile.of(table), threads))) {
      RowShape shape =
          RowShape.of(
              file.getFileSchema().getRootNode().children().stream()
                  .map(SchemaNode::name)
                  .toList());
      check(file.getFileSchema().getColumns());
      try (ColumnReaders columns =
          read(() -> file.buildColumnReaders(ColumnProjection.all()).batchSize(BATCH).build())) {
        while (read(columns::nextBatch)) {
          write(columns, shape, lines);
        }
      }
      lines.flush();
    }
  }

  private static void check(List<ColumnSchema> columns) throws BrokenTableException {
    List<String> others = new ArrayList<>();
    for (ColumnSchema column : columns) {
      boolean text = column.type() == PhysicalType.BYTE_ARRAY;
      boolean flat = column.maxRepetitionLevel() == 0 && column.fieldPath().elements().size() == 1;
      boolean message =
          column.maxRepetitionLevel() == 1 && column.fieldPath().topLevelName().equals("messages");
      if (!text || !(flat || message)) {
        others.add(column.fieldPath() + " of " + column.type());
      }
    }
    if (!others.isEmpty()) {
      throw new BrokenTableException(
          "unknown_columns",
          "These columns are not trained on: %s; allowed: texts, and for messages a list of structures with the texts role and content."
              .formatted(others));
    }
  }

  private void write(ColumnReaders columns, RowShape shape, RowLines lines)
      throws IOException, BrokenTableException {
    List<ParquetColumn> batch = new ArrayList<>();
    for (int i = 0; i < columns.getColumnCount(); i++) {
      int column = i;
      batch.add(read(() -> ParquetColumn.of(columns.getColumnReader(column))));
    }
    for (int i = 0; i < columns.getRecordCount(); i++) {
      int record = i;
      row++;
      lines.write(row, shape.line(read(() -> cells(batch, record))));
    }
  }

  private static Map<String, JsonNode> cells(List<ParquetColumn> batch, int record) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (ParquetColumn column : batch) {
      if (column.isList()) {
        column.addTo(cells, record);
      } else {
        String text = column.text(record);
        if (text != null) {
          cells.put(column.name(), TextNode.valueOf(text));
        }
      }
    }
    return cells;
  }

  /** Whatever the library throws over a file's bytes means that they are damaged. */
  private <T> T read(Callable<T> part) throws BrokenTableException {
    try {
      return part.call();
    } catch (Exception e) {
      String where = row == 0 ? "" : " behind row " + row;
      String reason = String.valueOf(e.getMessage()).replace(table.toString(), "the file");
      throw new BrokenTableException(
          "invalid_parquet", "The file cannot be read as Parquet%s: %s".formatted(where, reason));
    }
  }
}
