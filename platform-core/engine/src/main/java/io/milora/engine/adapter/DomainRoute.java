package io.milora.engine.adapter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a Mixture-of-LoRAs' routers said about a prompt, and what became of it. Immutable by
 * convention: the arrays are shared.
 *
 * @param domains names, in the order of columns
 * @param logProbabilities [layers][domains], natural logarithms, from the routing pass, in which
 *     every layer used the domain it found most probable
 * @param chosen [layers], the domain that each layer uses, 0 to domains - 1
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record DomainRoute(List<String> domains, float[][] logProbabilities, int[] chosen) {
  public DomainRoute {
    domains = List.copyOf(domains);
  }

  /** Every layer its own most probable domain; of equals the first. */
  public static DomainRoute perLayer(List<String> domains, float[][] logProbabilities) {
    int[] chosen = Arrays.stream(logProbabilities).mapToInt(DomainRoute::argMax).toArray();
    return new DomainRoute(domains, logProbabilities, chosen);
  }

  /** The same pass, with the winner of the vote in all layers. */
  public DomainRoute voted() {
    int[] winner = new int[chosen.length];
    Arrays.fill(winner, vote());
    return new DomainRoute(domains, logProbabilities, winner);
  }

  /** The domain with the largest log-probability summed over all layers; of equals the first. */
  public int vote() {
    double[] sums = new double[domains.size()];
    for (float[] layer : logProbabilities) {
      for (int domain = 0; domain < sums.length; domain++) {
        sums[domain] += layer[domain];
      }
    }
    return IntStream.range(0, sums.length)
        .boxed()
        .max(Comparator.<Integer>comparingDouble(i -> sums[i]).thenComparing(i -> -i))
        .orElseThrow();
  }

  /** Whether every layer uses this domain. */
  public boolean unanimousFor(int domain) {
    return Arrays.stream(chosen).allMatch(layer -> layer == domain);
  }

  /** Names of the domains in use, that of the most layers first. */
  public List<String> inUse() {
    long[] layers = new long[domains.size()];
    for (int domain : chosen) {
      layers[domain]++;
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, layers.length).boxed().toList());
    order.removeIf(domain -> layers[domain] == 0);
    order.sort(Comparator.comparingLong(domain -> -layers[domain]));
    return order.stream().map(domains::get).toList();
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
