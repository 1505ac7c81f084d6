package io.milora.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a line into a row or says everything that is wrong with it. Remembers the file's format.
 */
final class RowParser {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private @Nullable DatasetFormat format;

  /** The format of the first row that has one. */
  @Nullable DatasetFormat format() {
    return format;
  }

  /** The row, or nothing after at least one fault was reported. */
  Optional<TrainingRow> parse(byte[] line, FaultSink faults) {
    JsonNode json = read(line, faults);
    if (json == null) {
      return Optional.empty();
    }
    DatasetFormat found = formatOf(json, faults);
    if (found == null) {
      return Optional.empty();
    }
    if (format == null) {
      format = found;
    }
    if (found != format) {
      faults.report(
          RowFault.MIXED_FORMATS,
          "This row is "
              + found
              + ", but the file began as "
              + format
              + "; split it in two files.");
      return Optional.empty();
    }
    return switch (found) {
      case CHAT -> ChatRowParser.parse(json, faults).map(row -> row);
      case COMPLETION -> CompletionRowParser.parse(json, faults).map(row -> row);
    };
  }

  private static @Nullable JsonNode read(byte[] line, FaultSink faults) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      JsonNode json = JSON.readTree(text);
      if (!json.isObject()) {
        faults.report(
            RowFault.WRONG_TYPE, "A row is a JSON object, this is " + Fields.typeOf(json) + ".");
        return null;
      }
      return json;
    } catch (CharacterCodingException e) {
      faults.report(RowFault.INVALID_UTF8, "The bytes are not UTF-8; save the file as UTF-8.");
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
      faults.report(
          RowFault.INVALID_JSON,
          "Not one JSON object on one line" + where + ": " + e.getOriginalMessage());
    }
    return null;
  }

  private static @Nullable DatasetFormat formatOf(JsonNode row, FaultSink faults) {
    boolean chat = row.has(ChatRowParser.MESSAGES);
    boolean completion =
        row.has(CompletionRowParser.PROMPT) || row.has(CompletionRowParser.COMPLETION);
    if (chat == completion) {
      faults.report(
          RowFault.UNKNOWN_FORMAT,
          "A row has either 'messages' or 'prompt' and 'completion'; this one has "
              + Fields.names(row)
              + ".");
      return null;
    }
    return chat ? DatasetFormat.CHAT : DatasetFormat.COMPLETION;
  }
}
