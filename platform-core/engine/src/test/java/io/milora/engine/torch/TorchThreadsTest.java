package io.milora.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TorchThreadsTest {
  /** Sums have other bits with other threads, so one job must not change another one's. */
  @Test
  void aThreadKeepsWhatItSaidWhateverOthersSayBeforeItComputes() throws Exception {
    Torch.version(); // loads the library
    try (ExecutorService one = Executors.newSingleThreadExecutor();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      one.submit(() -> Torch.setThreads(1)).get();
      other.submit(() -> Torch.setThreads(2)).get();
      assertThat(one.submit(JniUtils::getNumThreads).get()).isEqualTo(1);
      assertThat(other.submit(JniUtils::getNumThreads).get()).isEqualTo(2);
    }
  }
}
