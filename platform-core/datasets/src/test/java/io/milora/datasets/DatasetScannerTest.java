package io.milora.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.milora.model.ChatMessage;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import io.milora.model.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetScannerTest {
  private static final String CHAT =
      """
      {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}]}
      """;
  private static final String COMPLETION =
      """
      {"prompt":"2+2=","completion":"4"}
      """;

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static DatasetReport validate(String text) throws IOException {
    return DatasetScanner.validate(stream(text));
  }

  @Test
  void readsChats() throws IOException {
    List<TrainingRow> rows = new ArrayList<>();

    DatasetReport report =
        DatasetScanner.read(stream(CHAT), "file", (number, row) -> rows.add(row));

    assertThat(report).isEqualTo(new DatasetReport(DatasetFormat.CHAT, 1, 0, 0, List.of()));
    assertThat(rows)
        .containsExactly(
            new ChatRow(
                List.of(
                    new ChatMessage(Role.SYSTEM, "Be brief."),
                    new ChatMessage(Role.USER, "Hi"),
                    new ChatMessage(Role.ASSISTANT, "Hello"))));
    assertThat(rows.getFirst().response()).isEqualTo("Hello");
  }

  @Test
  void readsPromptsWithCompletions() throws IOException {
    List<TrainingRow> rows = new ArrayList<>();

    DatasetReport report =
        DatasetScanner.read(stream(COMPLETION), "file", (number, row) -> rows.add(row));

    assertThat(report.format()).isEqualTo(DatasetFormat.COMPLETION);
    assertThat(rows).containsExactly(new CompletionRow("2+2=", "4"));
  }

  @Test
  void takesByteOrderMarkWindowsLineEndsBlankLinesAndNoLastLineEnd() throws IOException {
    String row = COMPLETION.strip();

    DatasetReport report = validate("\uFEFF" + row + "\r\n\r\n  \n" + row);

    assertThat(report).isEqualTo(new DatasetReport(DatasetFormat.COMPLETION, 2, 0, 0, List.of()));
  }

  @Test
  void countsDuplicates() throws IOException {
    assertThat(validate(CHAT.repeat(3)).duplicates()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          INVALID_JSON | {"messages":
          INVALID_JSON | {"prompt":"a","completion":"b"} {}
          INVALID_JSON | {"prompt":"a","prompt":"b","completion":"c"}
          WRONG_TYPE | [1]
          WRONG_TYPE | {"messages":{}}
          WRONG_TYPE | {"messages":[{"role":"user","content":"a"},"b",{"role":"assistant","content":"b"}]}
          WRONG_TYPE | {"messages":[{"role":"user","content":["a"]},{"role":"assistant","content":"b"}]}
          WRONG_TYPE | {"prompt":1,"completion":"b"}
          UNKNOWN_FORMAT | {"text":"a"}
          UNKNOWN_FORMAT | {"messages":[],"prompt":"a"}
          MISSING_FIELD | {"prompt":"a"}
          MISSING_FIELD | {"messages":[{"role":"user"},{"role":"assistant","content":"b"}]}
          UNKNOWN_FIELD | {"prompt":"a","completion":"b","weight":1}
          UNKNOWN_FIELD | {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","weight":1}]}
          UNKNOWN_FIELD | {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"tools":[]}
          WRONG_ROLE | {"messages":[{"role":"user","content":"a"},{"role":"bot","content":"b"}]}
          NO_USER_MESSAGE | {"messages":[{"role":"system","content":"a"},{"role":"assistant","content":"b"}]}
          LAST_MESSAGE_NOT_ASSISTANT | {"messages":[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]}
          EMPTY_CONTENT | {"messages":[]}
          EMPTY_CONTENT | {"messages":[{"role":"user","content":""},{"role":"assistant","content":"b"}]}
          EMPTY_RESPONSE | {"messages":[{"role":"user","content":"a"},{"role":"assistant","content":" "}]}
          EMPTY_CONTENT | {"prompt":"","completion":"b"}
          EMPTY_RESPONSE | {"prompt":"a","completion":""}
          INVALID_TEXT | {"prompt":"\\ud800","completion":"b"}
          """)
  void saysWhatIsWrongWithRow(RowFault fault, String row) throws IOException {
    DatasetReport report = validate(row);

    assertThat(report.problems()).extracting(RowProblem::fault).containsExactly(fault);
    assertThat(report.problems()).extracting(RowProblem::row).containsExactly(1L);
  }

  @Test
  void reportsAllProblemsOfAllRowsWithTheirLineNumbers() throws IOException {
    DatasetReport report =
        validate(
            CHAT
                + "\n"
                + "{\"messages\":[{\"role\":\"bot\",\"content\":\"\"}],\"extra\":1}\n"
                + CHAT
                + "not json\n");

    assertThat(report.rows()).isEqualTo(4);
    assertThat(report.problems())
        .extracting(RowProblem::row, RowProblem::fault)
        .containsExactly(
            tuple(3L, RowFault.UNKNOWN_FIELD),
            tuple(3L, RowFault.NO_USER_MESSAGE),
            tuple(3L, RowFault.WRONG_ROLE),
            tuple(3L, RowFault.EMPTY_CONTENT),
            tuple(5L, RowFault.INVALID_JSON));
  }

  @Test
  void refusesFileThatMixesFormats() throws IOException {
    DatasetReport report = validate(CHAT + COMPLETION + CHAT);

    assertThat(report.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.fault()).isEqualTo(RowFault.MIXED_FORMATS))
        .satisfies(p -> assertThat(p.row()).isEqualTo(2));
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    byte[] bytes = "{\"prompt\":\"caf\u00e9\",\"completion\":\"b\"}".getBytes(ISO_8859_1);

    assertThat(DatasetScanner.validate(new ByteArrayInputStream(bytes)).problems())
        .extracting(RowProblem::fault)
        .containsExactly(RowFault.INVALID_UTF8);
  }

  @Test
  void refusesFileWithoutRows() throws IOException {
    assertThat(validate("\n \n").problems())
        .extracting(RowProblem::fault)
        .containsExactly(RowFault.NO_ROWS);
  }

  @Test
  void skipsOverLongLineAndReadsOn() throws IOException {
    String longRow =
        "{\"prompt\":\"" + "a".repeat(DatasetScanner.MAX_ROW_BYTES) + "\",\"completion\":\"b\"}\n";

    DatasetReport report = validate(longRow + COMPLETION);

    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.problems())
        .extracting(RowProblem::fault)
        .containsExactly(RowFault.ROW_TOO_LONG);
    assertThat(report.format()).isEqualTo(DatasetFormat.COMPLETION);
  }

  @Test
  void listsFirstProblemsAndCountsAll() throws IOException {
    DatasetReport report = validate("x\n".repeat(1500));

    assertThat(report.problemCount()).isEqualTo(1500);
    assertThat(report.problems()).hasSize(DatasetScanner.MAX_LISTED_PROBLEMS);
    assertThat(report.toProblems("file").getFirst().message())
        .contains("1500 problems (the first 1000 follow)");
  }

  @Test
  void readingThrowsAllProblemsWithRowNumbers() {
    assertThatThrownBy(
            () -> DatasetScanner.read(stream("x\ny\n"), "training_file", (number, row) -> {}))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code)
                    .containsExactly("invalid_training_file", "invalid_json", "invalid_json"))
        .hasMessageContaining("Row 2: ");
  }
}
