package io.milora.inferenceworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.milora.artifacts.FolderArtifactStore;
import io.milora.inferenceworker.serving.AdapterCache;
import io.milora.inferenceworker.serving.AdapterCache.Residency;
import io.milora.inferenceworker.serving.OrphanedAdapters;
import io.milora.model.ContentHash;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdapterLoaderTest extends WorkerTest {
  private static final int CALLERS = 8;

  @Inject OrphanedAdapters orphans;
  @Inject AdapterCache cache;

  @Test
  void anAdapterThatIsGoneFromTheStoreLeavesDiskAndMemory() throws IOException {
    String model = publishRouted(200);
    ContentHash hash = new ContentHash(tenants.hash(tenant, "routed"));
    text(chatBody(model));
    Path unpacked = config.data().resolve("cache/adapters").resolve(hash.hex());
    orphans.remove();
    assertThat(unpacked).exists();

    new FolderArtifactStore(config.data().resolve("artifacts")).delete(hash);
    orphans.remove();

    assertThat(unpacked).doesNotExist();
    assertThat(cache.residents()).extracting(Residency::hash).doesNotContain(hash);
  }

  @Test
  void manyWhoAskForANewAdapterAtOnceAllGetIt()
      throws IOException, InterruptedException, ExecutionException {
    for (int seed = 100; seed < 103; seed++) {
      makeTenant();
      String model = publishRouted(seed);
      List<String> texts = new ArrayList<>();
      try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          answers.add(callers.submit(() -> text(chatBody(model))));
        }
        for (Future<String> answer : answers) {
          texts.add(answer.get());
        }
      }
      assertThat(texts).hasSize(CALLERS).containsOnly(texts.getFirst());
    }
  }
}
