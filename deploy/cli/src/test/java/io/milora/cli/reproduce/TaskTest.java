package io.milora.cli.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.cli.engine.LabelledRow;
import io.milora.cli.engine.LabelledRows;
import io.milora.engine.base.BaseModel;
import io.milora.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTest {
  @TempDir private Path folder;

  @Test
  void questionsOfAnyTestFileAreLearntFromInNoTask() throws IOException {
    List<Map<String, String>> train = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      train.add(TinyTasks.row("Question " + i, i % 2 == 0 ? "yes" : "no"));
    }
    TinyTasks.write(folder.resolve("a"), train, List.of(TinyTasks.row("  question\n1 ", "yes")));
    train.add(TinyTasks.row("Question 5", "yes"));
    TinyTasks.write(folder.resolve("b"), train, List.of(TinyTasks.row("QUESTION 2", "no")));
    List<Task> tasks =
        Task.read(
            List.of(
                new Task.Source("a", folder.resolve("a")),
                new Task.Source("b", folder.resolve("b"))));
    Set<String> asked =
        tasks.stream()
            .flatMap(task -> task.test().stream())
            .map(LabelledRow::question)
            .collect(Collectors.toSet());
    assertThat(asked).containsExactlyInAnyOrder("question 1", "question 2");
    for (Task task : tasks) {
      assertThat(task.train())
          .hasSize(10)
          .extracting(LabelledRow::question)
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(asked);
      assertThat(task.leaked()).isEqualTo(2);
    }
    assertThat(tasks).extracting(Task::repeated).containsExactly(0, 1);
  }

  @Test
  void devRowsAreNotTrainedOnAndMoreRowsOnlyAddToFewer() throws IOException {
    Path parity = TinyTasks.parity(folder.resolve("parity"), 20, 6);
    Task task = Task.read(List.of(new Task.Source("parity", parity))).getFirst();
    try (BaseModel base = BaseModel.open(TinyTasks.base())) {
      TaskRows rows = TaskRows.encode(task, base.encoder(), new Scale(100, 1, 4, 5), 512);
      assertThat(rows.dev()).hasSize(5);
      assertThat(rows.train()).hasSize(15);
      assertThat(rows.test()).hasSize(4);
      assertThat(rows.train(6)).isEqualTo(rows.train().subList(0, 6));
      Set<List<Integer>> dev =
          rows.dev().stream().map(row -> ints(row.prompt())).collect(Collectors.toSet());
      assertThat(rows.train()).noneMatch(row -> dev.contains(ints(row.prompt())));
    }
  }

  @Test
  void aTestFileThatIsTheTrainingFileLeavesNothingToLearn() throws IOException {
    Path parity = TinyTasks.parity(folder.resolve("parity"), 20, 6);
    Files.copy(
        parity.resolve("train.json"),
        parity.resolve("test.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Task task = Task.read(List.of(new Task.Source("parity", parity))).getFirst();
    try (BaseModel base = BaseModel.open(TinyTasks.base())) {
      assertThatThrownBy(() -> TaskRows.encode(task, base.encoder(), new Scale(10, 1, 4, 2), 512))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("20 left out because a test file asks the same");
    }
  }

  @Test
  void badRowsAreAllReportedWithTheirPlaces() throws IOException {
    Path file = folder.resolve("train.json");
    Files.writeString(
        file,
        """
        [{"instruction": "a", "input": "", "output": "x", "answer": "x"},
         {"instruction": "b", "output": "x", "label": 1},
         7]
        """);
    assertThatThrownBy(() -> LabelledRows.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("[1] lacks answer")
        .hasMessageContaining("'label'")
        .hasMessageContaining("[2]: is no JSON object");
  }

  private static List<Integer> ints(int[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
