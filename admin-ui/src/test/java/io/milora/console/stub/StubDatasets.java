package io.milora.console.stub;

import io.milora.console.platform.DatasetLengths;
import io.milora.console.platform.DatasetRow;
import io.milora.datasets.ChatRow;
import io.milora.datasets.CompletionRow;
import io.milora.datasets.DatasetRows;
import io.milora.datasets.TrainingRow;
import io.milora.model.openai.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files as they would be trained, with a token a word. */
final class StubDatasets {
  private static final int USUAL_LENGTH = 512;
  private static final int MANY = 1 << 20;
  private static final int BUCKET = 2;

  private StubDatasets() {}

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    byte[] lines = tenant.trained.get(path.get(2));
    Map<String, String> query = exchange.query();
    int most = Integer.parseInt(query.getOrDefault("max_length", "" + USUAL_LENGTH));
    if (lines == null) {
      exchange.error(404, "file_not_found", "No such file: " + path.get(2));
    } else if (path.get(3).equals("lengths")) {
      exchange.json(lengths(rows(lines, 0, MANY, most), most));
    } else if (!query.getOrDefault("after", "0").matches("[0-9]+")) {
      exchange.error(400, "invalid_value", "after is not a line; allowed: 0 to 2147483647.");
    } else {
      int limit = Integer.parseInt(exchange.query("limit"));
      List<DatasetRow> found =
          rows(lines, Long.parseLong(query.getOrDefault("after", "0")), limit + 1, most);
      exchange.json(Page.cut(found, limit, row -> String.valueOf(row.line())));
    }
  }

  private static List<DatasetRow> rows(byte[] lines, long after, int limit, int most)
      throws IOException {
    List<DatasetRow> rows = new ArrayList<>();
    DatasetRows.read(
        new ByteArrayInputStream(lines),
        after,
        limit,
        MANY,
        (line, row) -> rows.add(row(line, row, most)));
    return rows;
  }

  private static DatasetRow row(long line, TrainingRow row, int most) {
    String prompt =
        switch (row) {
          case ChatRow chat ->
              chat.prompt().stream()
                      .map(m -> "<|im_start|>" + m.role() + "\n" + m.content() + "<|im_end|>\n")
                      .collect(Collectors.joining())
                  + "<|im_start|>assistant\n";
          case CompletionRow completion -> completion.prompt();
        };
    int read = words(prompt);
    int whole = words(row.response()) + 1;
    int trained = Math.clamp(most - read, 1, whole);
    return new DatasetRow(
        line,
        prompt,
        row.response() + "<|im_end|>",
        read,
        trained,
        whole - trained,
        IntStream.range(100, 100 + read + trained).boxed().toList(),
        List.of());
  }

  private static int words(String text) {
    return text.split("\\s+", -1).length;
  }

  private static DatasetLengths lengths(List<DatasetRow> rows, int most) {
    int[] sorted =
        rows.stream().mapToInt(r -> r.promptTokens() + r.trainedTokens()).sorted().toArray();
    List<DatasetLengths.Bucket> buckets = new ArrayList<>();
    for (int from = sorted[0]; from <= sorted[sorted.length - 1]; from += BUCKET) {
      int first = from;
      int count = (int) IntStream.of(sorted).filter(n -> n >= first && n < first + BUCKET).count();
      buckets.add(new DatasetLengths.Bucket(from, from + BUCKET - 1, count));
    }
    return new DatasetLengths(
        StubTenant.BASE,
        most,
        sorted.length,
        true,
        rows.stream().mapToLong(DatasetRow::promptTokens).sum(),
        rows.stream().mapToLong(DatasetRow::trainedTokens).sum(),
        (int) rows.stream().filter(r -> r.cutTokens() > 0).count(),
        0,
        sorted[0],
        sorted[sorted.length / 2],
        sorted[sorted.length - 1],
        sorted[sorted.length - 1],
        buckets);
  }
}
