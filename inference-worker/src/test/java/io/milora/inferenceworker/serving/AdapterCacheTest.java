package io.milora.inferenceworker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.engine.adapter.Adapter;
import io.milora.engine.adapter.BareBase;
import io.milora.engine.batch.AdapterLease;
import io.milora.http.ApiException;
import io.milora.inferenceworker.serving.AdapterCache.Residency;
import io.milora.model.ContentHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AdapterCacheTest {
  private static final ContentHash A = new ContentHash("a".repeat(64));
  private static final ContentHash B = new ContentHash("b".repeat(64));
  private static final ContentHash C = new ContentHash("c".repeat(64));
  private static final long BYTES = 100;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<ContentHash> loads = Collections.synchronizedList(new ArrayList<>());

  @Test
  void theLeastRecentlyUsedLeavesFirst() {
    AdapterCache cache = cache(2, LONG);
    for (ContentHash hash : List.of(A, B, A, C, A, B)) {
      cache.acquire("x", hash, LONG).close();
    }

    assertThat(loads).containsExactly(A, B, C, B);
  }

  @Test
  void whatIsLeasedStays() {
    AdapterCache cache = cache(2, LONG);
    try (AdapterLease lease = cache.acquire("x", A, LONG)) {
      cache.acquire("x", B, LONG).close();
      cache.acquire("x", C, LONG).close();

      assertThat(lease.adapter()).isSameAs(BareBase.INSTANCE);
      assertThat(cache.residents()).extracting(Residency::hash).containsExactlyInAnyOrder(A, C);
    }
  }

  @Test
  void whatIsPinnedStaysUntilItIsUnpinned() {
    AdapterCache cache = cache(2, LONG);
    cache.preload(A, true, LONG);
    for (ContentHash hash : List.of(B, C, B)) {
      cache.acquire("x", hash, LONG).close();
    }
    assertThat(cache.residents()).extracting(Residency::hash).contains(A);

    cache.unpin(A);
    cache.acquire("x", C, LONG).close();
    cache.acquire("x", B, LONG).close();

    assertThat(cache.residents()).extracting(Residency::hash).doesNotContain(A);
  }

  @Test
  void whatIsForgottenLeavesWithItsLastRequestEvenIfItWasPinned() {
    AdapterCache cache = cache(2, LONG);
    cache.preload(A, true, LONG);
    cache.preload(B, true, LONG);
    AdapterLease running = cache.acquire("x", A, LONG);

    cache.forget(A);
    cache.forget(B);
    cache.forget(C);
    assertThat(cache.residents()).extracting(Residency::hash).containsExactly(A);
    running.close();

    assertThat(cache.residents()).isEmpty();
  }

  @Test
  void aLeaseClosedTwiceCountsOnce() {
    AdapterCache cache = cache(1, LONG);
    AdapterLease first = cache.acquire("x", A, LONG);
    AdapterLease second = cache.acquire("x", A, LONG);
    first.close();
    first.close();

    assertThat(cache.residents().getFirst().leases()).isEqualTo(1);
    second.close();
  }

  @Test
  void whatIsLargerThanTheBudgetIsRefused() {
    assertThatThrownBy(() -> cache(0, LONG).acquire("x", A, LONG))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("100 bytes are more than this server has");
  }

  @Test
  void withoutRoomInTimeARequestIsRefused() {
    AdapterCache cache = cache(1, LONG);
    try (AdapterLease lease = cache.acquire("x", A, LONG)) {
      assertThatThrownBy(() -> cache.acquire("x", B, Duration.ofMillis(1)))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("no room became free in 1 ms");
      assertThat(lease.name()).isEqualTo("x");
    }
    cache.acquire("x", B, LONG).close();
  }

  @Test
  void aColdAdapterGetsItsTurnAgainstAHotOneWithConstantTraffic() throws Exception {
    AdapterCache cache = cache(1, Duration.ZERO);
    AdapterLease running = cache.acquire("hot", A, LONG);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<AdapterLease> cold = callers.submit(() -> cache.acquire("cold", B, LONG));
      while (!cache.residents().getFirst().draining()) {
        Thread.onSpinWait();
      }
      Future<AdapterLease> hotAgain = callers.submit(() -> cache.acquire("hot", A, LONG));
      running.close();
      try (AdapterLease lease = cold.get()) {
        assertThat(lease.name()).isEqualTo("cold");
      }
      hotAgain.get().close();
    }

    assertThat(loads).containsExactly(A, B, A);
  }

  @Test
  void manyWhoAskAtOnceShareOneLoading() {
    CountDownLatch asked = new CountDownLatch(1);
    AdapterCache cache =
        cache(
            2,
            LONG,
            hash -> {
              await(asked);
              return BareBase.INSTANCE;
            });
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        callers.execute(() -> cache.acquire("x", A, LONG).close());
      }
      asked.countDown();
    }

    assertThat(loads).containsExactly(A);
    assertThat(cache.residents().getFirst().leases()).isZero();
  }

  @Test
  void whatFailedToLoadIsTriedAnew() {
    AdapterCache cache =
        cache(
            1,
            LONG,
            hash -> {
              if (loads.size() == 1) {
                throw new IllegalStateException("made to fail");
              }
              return BareBase.INSTANCE;
            });

    assertThatThrownBy(() -> cache.acquire("x", A, LONG)).hasMessage("made to fail");
    cache.acquire("x", A, LONG).close();
    assertThat(loads).containsExactly(A, A);
  }

  @Test
  void randomLeasesLeaveNoReferenceBehindAndNeverExceedTheBudget() {
    AdapterCache cache = cache(3, Duration.ZERO);
    List<ContentHash> hashes = new ArrayList<>();
    for (char letter : "abcdef".toCharArray()) {
      hashes.add(new ContentHash(String.valueOf(letter).repeat(64)));
    }
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        ContentHash hash = hashes.get(new Random(i).nextInt(hashes.size()));
        callers.execute(
            () -> {
              try (AdapterLease lease = cache.acquire("x", hash, LONG)) {
                assertThat(cache.residents()).hasSizeLessThanOrEqualTo(3);
                assertThat(lease.adapter()).isNotNull();
              }
            });
      }
    }
    assertThat(cache.residents()).hasSize(3).allMatch(resident -> resident.leases() == 0);
  }

  private AdapterCache cache(int places, Duration patience) {
    return cache(places, patience, hash -> BareBase.INSTANCE);
  }

  private AdapterCache cache(int places, Duration patience, Function<ContentHash, Adapter> loader) {
    AdapterSource source =
        new AdapterSource() {
          @Override
          public long bytes(ContentHash hash) {
            return BYTES;
          }

          @Override
          public Adapter load(ContentHash hash) {
            loads.add(hash);
            return loader.apply(hash);
          }
        };
    return new AdapterCache(source, places * BYTES, patience);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
