package io.milora.engine.onnx;

import io.milora.engine.adapter.LowRankPair;
import io.milora.engine.adapter.PairSet;
import io.milora.engine.base.LlamaConfig;
import io.milora.model.Projection;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

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
    memory.reserve(2 * config.layers() * AdapterSite.values().length, floats());
    NativeTensors tensors = new NativeTensors();
    try {
      for (int layer = 0; layer < config.layers(); layer++) {
        for (AdapterSite site : AdapterSite.values()) {
          gather(layer, site, memory, tensors);
        }
      }
      gating.gather(config, rows.stream().map(Row::pairs).toList(), tokens, tensors);
      return tensors;
    } catch (RuntimeException | Error e) {
      tensors.close();
      throw e;
    }
  }

  /** Elements of all pairs. */
  private long floats() {
    long floats = 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      for (AdapterSite site : AdapterSite.values()) {
        List<Active> active = active(layer, site);
        long row = (long) active.size() * site.in(config);
        long column = (long) blocks(site, active) * site.blockWidth(config);
        floats += (row + column) * rank(active);
      }
    }
    return floats;
  }

  private static int rank(List<Active> active) {
    return SiteInput.columns(active.stream().mapToInt(one -> one.pair().rank()).max().orElse(1));
  }

  private void gather(int layer, AdapterSite site, RecycledMemory memory, NativeTensors tensors) {
    List<Active> active = active(layer, site);
    int rank = rank(active);
    LongBuffer row = tensors.longs(site.input(layer, SiteInput.ROW), active.size(), 1);
    FloatBuffer a = memory.take((long) active.size() * site.in(config) * rank);
    tensors.view(site.input(layer, SiteInput.A), a, active.size(), site.in(config), rank);
    for (Active one : active) {
      row.put(one.row());
      putPadded(one.pair(), rank, a);
    }
    gatherB(layer, site, active, rank, memory, tensors);
    if (site.cutsPairs(config)) {
      gatherPairs(layer, site, active, tensors);
    }
    if (site.hasBlocks()) {
      gatherTargets(layer, site, active, tensors);
    }
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

  private void gatherB(
      int layer,
      AdapterSite site,
      List<Active> active,
      int rank,
      RecycledMemory memory,
      NativeTensors tensors) {
    int width = site.blockWidth(config);
    int blocks = blocks(site, active);
    FloatBuffer b = memory.take((long) blocks * rank * width);
    tensors.view(site.input(layer, SiteInput.B), b, blocks, rank, width);
    float[] scaled = new float[width];
    for (Active one : active) {
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
  }

  private void gatherPairs(
      int layer, AdapterSite site, List<Active> active, NativeTensors tensors) {
    LongBuffer pair = tensors.longs(site.input(layer, SiteInput.PAIR), blocks(site, active), 1);
    for (int n = 0; n < active.size(); n++) {
      int blocks = site.blocks(config, active.get(n).projection());
      for (int block = 0; block < blocks; block++) {
        pair.put(n);
      }
    }
  }

  private void gatherTargets(
      int layer, AdapterSite site, List<Active> active, NativeTensors tensors) {
    int blocks = blocks(site, active);
    LongBuffer target = tensors.longs(site.input(layer, SiteInput.TARGET), blocks, tokens, 3);
    for (Active one : active) {
      int first = site.firstBlock(config, one.projection());
      for (int block = 0; block < site.blocks(config, one.projection()); block++) {
        for (int token = 0; token < tokens; token++) {
          target.put(one.row()).put(token).put(first + block);
        }
      }
    }
  }

  private int blocks(AdapterSite site, List<Active> active) {
    return active.stream().mapToInt(one -> site.blocks(config, one.projection())).sum();
  }
}
