package io.milora.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.milora.model.ChatMessage;
import io.milora.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final LoadTenant BIG = new LoadTenant("big", "mk_1", "base", 3);
  private static final LoadTenant SMALL = new LoadTenant("small", "mk_2", "base", 1);
  private static final int COUNT = 20_000;

  @Test
  void requestsComeAtTheRateWithGapsThatFollowAnExponentialLaw() {
    List<Arrival> arrivals = traffic(0, 0).requests(COUNT, 7);
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i < arrivals.size(); i++) {
      gaps.add(arrivals.get(i).at().minus(arrivals.get(i - 1).at()).toNanos() / 1e9);
    }
    double mean = gaps.stream().mapToDouble(gap -> gap).average().orElseThrow();
    double aboveMean = gaps.stream().filter(gap -> gap > mean).count() / (double) gaps.size();

    assertThat(mean).isCloseTo(0.1, within(0.003));
    assertThat(aboveMean).isCloseTo(Math.exp(-1), within(0.02));
  }

  @Test
  void tenantsAndPlannedTroubleComeInTheirShares() {
    List<Arrival> arrivals = traffic(0.3, 0.1).requests(COUNT, 7);
    assertThat(share(arrivals.stream().filter(a -> a.tenant().equals(BIG)).count()))
        .isCloseTo(0.75, within(0.02));
    assertThat(share(arrivals.stream().filter(a -> a.patience() != null).count()))
        .isCloseTo(0.3, within(0.02));
    assertThat(share(arrivals.stream().filter(a -> a.limit() != null).count()))
        .isCloseTo(0.1, within(0.02));
  }

  @Test
  void equalSeedsAskEqualThings() {
    assertThat(traffic(0.5, 0.5).requests(100, 3)).isEqualTo(traffic(0.5, 0.5).requests(100, 3));
  }

  private static double share(long count) {
    return count / (double) COUNT;
  }

  private static Traffic traffic(double disconnects, double deadlines) {
    return new Traffic(
        List.of(BIG, SMALL),
        List.of(List.of(new ChatMessage(Role.USER, "Hello"))),
        10,
        16,
        disconnects,
        deadlines,
        Duration.ofSeconds(1));
  }
}
