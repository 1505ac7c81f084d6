package io.milora.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static final int LONGEST = 100_000;

  private final Random random = new Random(1);

  /** Gives as many bytes at a time as it likes, as the network does. */
  private final class Trickle extends ByteArrayInputStream {
    Trickle(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(70_000)));
    }
  }

  @Test
  void linesAreWhatASplitGivesHoweverTheBytesArrive() throws IOException {
    for (int round = 0; round < 50; round++) {
      String text = lines(1 + random.nextInt(20)) + (random.nextBoolean() ? "\n" : "");
      List<String> split = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
      if (split.getLast().isEmpty()) {
        split.removeLast(); // after the last line's end there is no line
      }

      List<String> read = new ArrayList<>();
      LineReader reader = reader(text);
      for (byte[] line = reader.next(); line != null; line = reader.next()) {
        read.add(new String(line, StandardCharsets.US_ASCII));
        assertThat(reader.wasTooLong()).isFalse();
      }

      assertThat(read).isEqualTo(split);
    }
  }

  @Test
  void onlyALineThatIsLongerThanAllowedIsCut() throws IOException {
    LineReader reader = reader("a".repeat(LONGEST) + "\n" + "b".repeat(LONGEST + 1) + "\nc");

    assertThat(reader.next()).hasSize(LONGEST);
    assertThat(reader.wasTooLong()).isFalse();
    assertThat(reader.next()).hasSize(LONGEST);
    assertThat(reader.wasTooLong()).isTrue();
    assertThat(reader.next()).containsExactly('c');
    assertThat(reader.wasTooLong()).isFalse();
    assertThat(reader.next()).isNull();
  }

  private LineReader reader(String text) {
    InputStream in = new Trickle(text.getBytes(StandardCharsets.US_ASCII));
    return new LineReader(in, LONGEST);
  }

  private String lines(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add("x".repeat(random.nextInt(4) == 0 ? 0 : random.nextInt(LONGEST)));
    }
    return String.join("\n", lines);
  }
}
