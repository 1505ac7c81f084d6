package io.milora.inferenceworker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.adapter.BareBase;
import io.milora.model.ContentHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class AdapterCacheTest {
  private static final ContentHash A = new ContentHash("a".repeat(64));
  private static final ContentHash B = new ContentHash("b".repeat(64));
  private static final ContentHash C = new ContentHash("c".repeat(64));

  private final List<ContentHash> loads = Collections.synchronizedList(new ArrayList<>());

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    AdapterCache cache =
        new AdapterCache(
            hash -> {
              loads.add(hash);
              return BareBase.INSTANCE;
            },
            2);
    for (ContentHash hash : List.of(A, B, A, C, A, B)) {
      cache.get(hash);
    }

    assertThat(loads).containsExactly(A, B, C, B);
  }

  @Test
  void manyWhoAskAtOnceShareOneLoading() {
    CountDownLatch asked = new CountDownLatch(1);
    AdapterCache cache =
        new AdapterCache(
            hash -> {
              loads.add(hash);
              await(asked);
              return BareBase.INSTANCE;
            },
            2);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        callers.execute(() -> cache.get(A));
      }
      asked.countDown();
    }

    assertThat(loads).containsExactly(A);
  }

  @Test
  void whatFailedToLoadIsTriedAnew() {
    AdapterCache cache =
        new AdapterCache(
            hash -> {
              loads.add(hash);
              if (loads.size() == 1) {
                throw new IllegalStateException("made to fail");
              }
              return BareBase.INSTANCE;
            },
            2);

    assertThatThrownBy(() -> cache.get(A)).hasMessage("made to fail");
    assertThat(cache.get(A)).isSameAs(BareBase.INSTANCE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
