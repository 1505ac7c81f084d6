package io.milora.engine.onnx;

import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers the active pairs of a batch into the tensors that {@link SiteInput} describes. Ranks are
 * padded with zeros to a common multiple of 16, so that a row's sums are taken in the same order
 * whatever ranks its neighbours have.
 */
final class ActivePairs {
  private final LlamaConfig config;
  private final Gating gating;
  private final List<Row> rows;
  private final int tokens;

  /**
   * Pairs at work in a row of the batch.
   *
   * @param pairs those of each layer
   * @param gates [layers][7]; a pair with gate 0 is left out
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
  record Row(int row, List<PairSet> pairs, float[][] gates) {}

  private record Active(int row, Projection projection, LowRankPair pair, float strength) {}

  /** Where the blocks of a pair go. */
  private record Place(int row, Projection projection) {}

  /** The pairs at work at a site of a layer. */
  private record Work(int layer, AdapterSite site, List<Active> active) {}

  /** Where they go: A and B in memory that nobody else writes. */
  private record Share(Work work, FloatBuffer a, FloatBuffer b) {}

  /**
   * What to gather.
   *
   * @param tokens S, tokens a row of the run
   */
  ActivePairs(LlamaConfig config, Gating gating, List<Row> rows, int tokens) {
    this.config = config;
    this.gating = gating;
    this.rows = rows;
    this.tokens = tokens;
  }

  /**
   * New tensors for all sites of all layers; the caller closes them.
   *
   * @param memory for the pairs; the caller's again when the tensors are closed
   */
  NativeTensors gather(RecycledMemory memory) {
    return filled(
        tensors -> {
          gatherMatrices(memory, tensors);
          gatherPlaces(tensors);
        });
  }

  /** A and B alone, which are the same however many tokens there are. */
  NativeTensors matrices(RecycledMemory memory) {
    return filled(tensors -> gatherMatrices(memory, tensors));
  }

  /** All but A and B. */
  NativeTensors places() {
    return filled(this::gatherPlaces);
  }

  private static NativeTensors filled(Consumer<NativeTensors> filling) {
    NativeTensors tensors = new NativeTensors();
    try {
      filling.accept(tensors);
      return tensors;
    } catch (RuntimeException | Error e) {
      tensors.close();
      throw e;
    }
  }

  private void gatherMatrices(RecycledMemory memory, NativeTensors tensors) {
    List<Work> all = works();
    memory.reserve(
        2 * all.size(), all.stream().mapToLong(work -> floatsOfA(work) + floatsOfB(work)).sum());
    List<Share> shares = all.stream().map(work -> share(work, memory, tensors)).toList();
    // By all processors: it is copying, and who waits for it is a prompt, or a whole batch.
    shares.parallelStream().forEach(this::fill);
  }

  private void gatherPlaces(NativeTensors tensors) {
    Map<List<Place>, LongBuffer> targets = new HashMap<>();
    for (Work work : works()) {
      gatherRows(work, tensors);
      if (work.site().cutsPairs(config)) {
        gatherPairs(work, tensors);
      }
      if (work.site().hasBlocks()) {
        gatherTargets(work, targets, tensors);
      }
    }
    gating.gather(config, rows.stream().map(Row::pairs).toList(), tokens, tensors);
  }

  private List<Work> works() {
    List<Work> all = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      for (AdapterSite site : AdapterSite.values()) {
        all.add(new Work(layer, site, active(layer, site)));
      }
    }
    return all;
  }

  /** The tensors of a site, their pairs not filled in yet. */
  private Share share(Work work, RecycledMemory memory, NativeTensors tensors) {
    int layer = work.layer();
    AdapterSite site = work.site();
    List<Active> active = work.active();
    int rank = rank(active);
    FloatBuffer a = memory.take(floatsOfA(work));
    tensors.view(site.input(layer, SiteInput.A), a, active.size(), site.in(config), rank);
    FloatBuffer b = memory.take(floatsOfB(work));
    int blocks = blocks(site, active);
    tensors.view(site.input(layer, SiteInput.B), b, blocks, rank, site.blockWidth(config));
    return new Share(work, a, b);
  }

  private void gatherRows(Work work, NativeTensors tensors) {
    List<Active> active = work.active();
    // All pairs of a prompt read the same input: it need not be copied for each.
    boolean shared = work.site().hasBlocks() && tokens > 1;
    int read = shared ? Math.min(1, active.size()) : active.size();
    LongBuffer row = tensors.longs(work.site().input(work.layer(), SiteInput.ROW), read, 1);
    active.stream().limit(read).forEach(one -> row.put(one.row()));
  }

  private long floatsOfA(Work work) {
    return (long) work.active().size() * work.site().in(config) * rank(work.active());
  }

  private long floatsOfB(Work work) {
    int blocks = blocks(work.site(), work.active());
    return (long) blocks * work.site().blockWidth(config) * rank(work.active());
  }

  private static int rank(List<Active> active) {
    return SiteInput.columns(active.stream().mapToInt(one -> one.pair().rank()).max().orElse(1));
  }

  private List<Active> active(int layer, AdapterSite site) {
    List<Active> active = new ArrayList<>();
    for (Row row : rows) {
      PairSet pairs = row.pairs().get(layer);
      for (Projection projection : site.projections()) {
        LowRankPair pair = pairs.pair(layer, projection);
        float gate = row.gates()[layer][projection.index()];
        if (pair != null && gate != 0) {
          active.add(new Active(row.row(), projection, pair, gate * pairs.scale()));
        }
      }
    }
    return active;
  }

  private void fill(Share share) {
    int rank = rank(share.work().active());
    for (Active one : share.work().active()) {
      putPadded(one.pair(), rank, share.a());
      putBlocks(share.work().site(), one, rank, share.b());
    }
  }

  private static void putPadded(LowRankPair pair, int rank, FloatBuffer a) {
    if (pair.rank() == rank) {
      a.put(pair.a());
      return;
    }
    float[] padding = new float[rank - pair.rank()];
    for (int in = 0; in < pair.in(); in++) {
      a.put(pair.a(), in * pair.rank(), pair.rank()).put(padding);
    }
  }

  private void putBlocks(AdapterSite site, Active one, int rank, FloatBuffer b) {
    int width = site.blockWidth(config);
    float[] scaled = new float[width];
    int out = one.pair().out();
    for (int block = 0; block < site.blocks(config, one.projection()); block++) {
      for (int r = 0; r < one.pair().rank(); r++) {
        for (int i = 0; i < width; i++) {
          scaled[i] = one.strength() * one.pair().b()[r * out + block * width + i];
        }
        b.put(scaled);
      }
      b.put(new float[(rank - one.pair().rank()) * width]);
    }
  }

  private void gatherPairs(Work work, NativeTensors tensors) {
    AdapterSite site = work.site();
    List<Active> active = work.active();
    LongBuffer pair =
        tensors.longs(site.input(work.layer(), SiteInput.PAIR), blocks(site, active), 1);
    for (int n = 0; n < active.size(); n++) {
      int blocks = site.blocks(config, active.get(n).projection());
      for (int block = 0; block < blocks; block++) {
        pair.put(n);
      }
    }
  }

  /** Layers with the same pairs at work share a tensor; of a prompt, all do. */
  private void gatherTargets(Work work, Map<List<Place>, LongBuffer> known, NativeTensors tensors) {
    AdapterSite site = work.site();
    String name = site.input(work.layer(), SiteInput.TARGET);
    int blocks = blocks(site, work.active());
    List<Place> places =
        work.active().stream().map(one -> new Place(one.row(), one.projection())).toList();
    LongBuffer same = known.get(places);
    if (same != null) {
      tensors.view(name, same, blocks, tokens, 3);
      return;
    }
    LongBuffer target = tensors.longs(name, blocks, tokens, 3);
    for (Place place : places) {
      int first = site.firstBlock(config, place.projection());
      for (int block = 0; block < site.blocks(config, place.projection()); block++) {
        for (int token = 0; token < tokens; token++) {
          target.put(place.row()).put(token).put(first + block);
        }
      }
    }
    known.put(places, target.rewind());
  }

  private int blocks(AdapterSite site, List<Active> active) {
    return active.stream().mapToInt(one -> site.blocks(config, one.projection())).sum();
  }
}
