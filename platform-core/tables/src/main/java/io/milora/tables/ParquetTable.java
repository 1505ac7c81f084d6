package io.milora.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.HardwoodContext;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.StructAccessor;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Reads Parquet, on one thread of its own. */
final class ParquetTable {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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
        ParquetFileReader file = read(() -> ParquetFileReader.open(InputFile.of(table), threads));
        RowReader rows = read(file::rowReader)) {
      List<String> columns =
          file.getFileSchema().getRootNode().children().stream().map(SchemaNode::name).toList();
      RowShape shape = RowShape.of(columns);
      while (read(rows::hasNext)) {
        row++;
        Map<String, JsonNode> cells =
            read(
                () -> {
                  rows.next();
                  return cells(rows);
                });
        lines.write(row, shape.line(cells));
      }
      lines.flush();
    }
  }

  /** Whatever the library throws over a file's bytes means that they are damaged. */
  private <T> T read(Callable<T> part) throws BrokenTableException {
    try {
      return part.call();
    } catch (Exception e) {
      String where = row == 0 ? "" : " at row " + row;
      String reason = String.valueOf(e.getMessage()).replace(table.toString(), "the file");
      throw new BrokenTableException(
          "invalid_parquet", "The file cannot be read as Parquet%s: %s".formatted(where, reason));
    }
  }

  private static Map<String, JsonNode> cells(StructAccessor struct) {
    Map<String, JsonNode> cells = new LinkedHashMap<>();
    for (int i = 0; i < struct.getFieldCount(); i++) {
      String name = struct.getFieldName(i);
      Object value = struct.isNull(name) ? null : struct.getValue(name);
      if (value != null) {
        cells.put(name, node(value));
      }
    }
    return cells;
  }

  /** Values that no row may have become objects, which are then reported as of a wrong type. */
  private static JsonNode node(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case String text -> NODES.textNode(text);
      case byte[] text -> NODES.textNode(new String(text, StandardCharsets.UTF_8));
      case Boolean flag -> NODES.booleanNode(flag);
      case Number number -> NODES.numberNode(number.doubleValue());
      case PqList list -> list(list);
      case StructAccessor struct -> NODES.objectNode().<ObjectNode>setAll(cells(struct));
      default -> NODES.objectNode();
    };
  }

  private static ArrayNode list(PqList list) {
    ArrayNode array = NODES.arrayNode();
    for (Object value : list.values()) {
      array.add(node(value));
    }
    return array;
  }
}
