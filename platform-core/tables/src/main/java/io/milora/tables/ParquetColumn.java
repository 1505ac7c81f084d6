package io.milora.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.LayerKind;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One column of some rows, as Parquet has them: texts one behind the other, and for a list where
 * each row's begin.
 *
 * @param name of the field
 * @param list name of the list whose elements have the field; null of a plain column
 * @param texts one a row, or one an element
 * @param present which of them are there
 * @param begins of each row's elements, and their end; empty of a plain column
 * @param listed which rows have a list
 */
@SuppressWarnings("ArrayRecordComponent") // the library's own arrays, read once
record ParquetColumn(
    String name,
    @Nullable String list,
    String[] texts,
    Validity present,
    int[] begins,
    Validity listed) {

  /** What the reader's batch holds; valid until its next one. */
  static ParquetColumn of(ColumnReader reader) {
    ColumnSchema schema = reader.getColumnSchema();
    String name = schema.fieldPath().leafName();
    if (schema.maxRepetitionLevel() == 0) {
      return new ParquetColumn(
          name, null, reader.getStrings(), reader.getLeafValidity(), new int[0], Validity.NO_NULLS);
    }
    int layer = 0;
    while (reader.getLayerKind(layer) != LayerKind.REPEATED) {
      layer++;
    }
    return new ParquetColumn(
        name,
        schema.fieldPath().topLevelName(),
        reader.getStrings(),
        reader.getLeafValidity(),
        reader.getLayerOffsets(layer),
        reader.getLayerValidity(layer));
  }

  boolean isList() {
    return list != null;
  }

  /** A row's text, or that of an element; null if there is none. */
  @Nullable String text(int index) {
    return present.isNull(index) ? null : texts[index];
  }

  /** Adds the field to the elements of a row's list, which several columns make together. */
  void addTo(Map<String, JsonNode> cells, int row) {
    if (list == null || listed.isNull(row)) {
      return;
    }
    ArrayNode elements =
        (ArrayNode) cells.computeIfAbsent(list, _ -> JsonNodeFactory.instance.arrayNode());
    for (int i = begins[row]; i < begins[row + 1]; i++) {
      int place = i - begins[row];
      ObjectNode element =
          place < elements.size() ? (ObjectNode) elements.get(place) : elements.addObject();
      String text = text(i);
      if (text != null) {
        element.put(name, text);
      }
    }
  }
}
