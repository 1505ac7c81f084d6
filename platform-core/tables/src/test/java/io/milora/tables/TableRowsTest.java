package io.milora.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableRowsTest {
  private static final long MUCH = 1 << 20;

  @TempDir private Path folder;

  @Test
  void csvRowsStandOnTheLinesOnWhichTheyBegan() throws IOException {
    assertThat(
            csv(
                """
                prompt,completion
                "2 + 2, in words?",four
                "Two
                lines","He said ""yes\"""

                007,
                """))
        .containsExactly(
            "",
            "{\"prompt\":\"2 + 2, in words?\",\"completion\":\"four\"}",
            "{\"prompt\":\"Two\\nlines\",\"completion\":\"He said \\\"yes\\\"\"}",
            "",
            "",
            "{\"prompt\":\"007\",\"completion\":\"\"}");
  }

  @Test
  void bytesPassAsTheyAreAndTheMarkBeforeThemGoes() throws IOException {
    assertThat(csv("\uFEFFcompletion,prompt\r\nGrüße 🦙,Wie?\r\n"))
        .containsExactly("", "{\"completion\":\"Grüße 🦙\",\"prompt\":\"Wie?\"}");
    Path file = folder.resolve("latin.csv");
    Files.write(file, "prompt,completion\nGrüße,x\n".getBytes(StandardCharsets.ISO_8859_1));
    Path lines = folder.resolve("lines");
    TableRows.writeLines(file, TableFormat.CSV, "file", MUCH, lines);
    assertThat(Files.readString(lines, StandardCharsets.ISO_8859_1)).contains("Grüße");
  }

  @Test
  void chatsAreJsonInACell() throws IOException {
    assertThat(
            csv(
                "messages\n\"[{\"\"role\"\":\"\"user\"\",\n\"\"content\"\":\"\"Hi\"\"}]\"\nno json\n\"[],\"\"prompt\"\":1\"\n"))
        .containsExactly(
            "",
            "{\"messages\":[{\"role\":\"user\",\t\"content\":\"Hi\"}]}",
            "",
            "{\"messages\":no json}",
            "{\"messages\":[],\"prompt\":1}");
  }

  @Test
  void instructionsBecomeChatsOfOneTurn() throws IOException {
    assertThat(csv("instruction,input,output\nAdd,1 and 1,2\nGreet,,Hello\nOnly\n"))
        .containsExactly(
            "",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Add\\n"
                + "\\n"
                + "1 and 1\"},{\"role\":\"assistant\",\"content\":\"2\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Greet\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Only\"},{\"role\":\"assistant\"}]}");
  }

  @Test
  void cellsWithoutAColumnAreKeptForTheReport() throws IOException {
    assertThat(csv("prompt,completion\na,b,c\nd\n"))
        .containsExactly(
            "", "{\"prompt\":\"a\",\"completion\":\"b\",\"column 3\":\"c\"}", "{\"prompt\":\"d\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"prompt;completion\na;b\n", "prompt,completion,id\na,b,1\n", "prompt,prompt\n"})
  void otherColumnsAreRefusedOnce(String table) {
    assertThatThrownBy(() -> csv(table))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("allowed: [messages], [prompt, completion]");
  }

  @Test
  void damagedCsvIsRefusedWithTheLine() {
    assertThatThrownBy(() -> csv("prompt,completion\na,b\n\"c\" d,e\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("3")
        .hasMessageNotContaining(folder.toString());
    assertThatThrownBy(() -> csv("")).hasMessageContaining("empty");
  }

  @Test
  void parquetHoldsChatsAsLists() throws IOException, URISyntaxException {
    assertThat(parquet("chats.parquet"))
        .hasSize(3)
        .first()
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Grüß"
                + " 0\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}");
  }

  @Test
  void parquetsEmptyCellsAreLeftOut() throws IOException, URISyntaxException {
    assertThat(parquet("completions.parquet"))
        .containsExactly(
            "{\"prompt\":\"One and one?\",\"completion\":\"two\"}",
            "{\"prompt\":\"Two and two?\",\"completion\":\"four\"}",
            "{\"completion\":\"six\"}");
  }

  @Test
  void everyRowOfAListKeepsItsOwnElements() throws IOException, URISyntaxException {
    List<String> rows = parquet("gaps.parquet");

    assertThat(rows)
        .hasSize(104)
        .startsWith(
            "{}",
            "{\"messages\":[]}",
            "{\"messages\":[{\"role\":\"user\"},{\"role\":\"assistant\",\"content\":\"x\"}]}",
            "{\"messages\":[{}]}")
        .endsWith(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"q99\"},{\"role\":\"assistant\",\"content\":\"a99\"}]}");
  }

  @Test
  void damagedParquetIsRefusedWithoutOurPath() throws IOException, URISyntaxException {
    byte[] whole = Files.readAllBytes(resource("chats.parquet"));
    byte[] scrambled = whole.clone();
    Arrays.fill(scrambled, 20, 120, (byte) 0xFF);
    for (byte[] bytes :
        List.of(
            "no parquet".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, 900), scrambled)) {
      Path file = Files.write(folder.resolve("x.parquet"), bytes);
      assertThatThrownBy(() -> lines(TableFormat.PARQUET, file, MUCH))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("as Parquet")
          .hasMessageNotContaining(folder.toString());
    }
  }

  @Test
  void aFileThatAsksForMuchMemoryIsRefusedAndHarmsNobody() {
    assertThatThrownBy(() -> parquet("unfolding.parquet"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("256m of memory");
  }

  @Test
  void rowsStopAtTheLimit() {
    assertThatThrownBy(() -> lines(TableFormat.PARQUET, resource("completions.parquet"), 60))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("60 bytes");
  }

  @Test
  void formatIsKnownByTheNamesEnd() {
    assertThat(TableFormat.of("a.CSV")).contains(TableFormat.CSV);
    assertThat(TableFormat.of("a.parquet")).contains(TableFormat.PARQUET);
    assertThat(TableFormat.of("csv.jsonl")).isEmpty();
  }

  private List<String> csv(String table) throws IOException {
    return lines(TableFormat.CSV, Files.writeString(folder.resolve("t.csv"), table), MUCH);
  }

  private static List<String> parquet(String name) throws IOException, URISyntaxException {
    return lines(TableFormat.PARQUET, resource(name), MUCH);
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(TableRowsTest.class.getResource("/" + name).toURI());
  }

  private static List<String> lines(TableFormat format, Path table, long maxBytes)
      throws IOException {
    Path lines = Files.createTempFile("rows-", ".jsonl");
    try {
      TableRows.writeLines(table, format, "file", maxBytes, lines);
      return Files.readAllLines(lines);
    } finally {
      Files.delete(lines);
    }
  }
}
