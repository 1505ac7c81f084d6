package io.milora.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.shared.Registration;
import io.milora.console.platform.PlatformException;
import io.milora.console.session.Credentials;
import io.milora.console.session.TestCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PollsTest {
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final Polls polls = new Polls();
  private final Credentials ada = TestCredentials.of("acme");
  private final Credentials grace = TestCredentials.of("globex");

  @Test
  void allWhoWatchATopicShareOnePoll() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    BlockingQueue<Reading<Integer>> first = new LinkedBlockingQueue<>();
    BlockingQueue<Reading<Integer>> second = new LinkedBlockingQueue<>();
    Registration one =
        polls.watch(ada, "jobs", OFTEN, caller -> asked.incrementAndGet(), first::add);
    Registration two = polls.watch(ada, "jobs", OFTEN, caller -> -1, second::add);
    assertThat(first.take()).isInstanceOf(Reading.Fresh.class);
    assertThat(second.take()).isNotEqualTo(new Reading.Fresh<>(-1));
    one.remove();
    second.clear();
    assertThat(second.take()).isInstanceOf(Reading.Fresh.class);
    two.remove();
  }

  @Test
  void tenantsShareNothing() throws InterruptedException {
    BlockingQueue<Reading<String>> acme = new LinkedBlockingQueue<>();
    BlockingQueue<Reading<String>> globex = new LinkedBlockingQueue<>();
    polls.watch(ada, "jobs", OFTEN, caller -> String.valueOf(caller.tenant), acme::add);
    polls.watch(grace, "jobs", OFTEN, caller -> String.valueOf(caller.tenant), globex::add);
    assertThat(acme.take()).isEqualTo(new Reading.Fresh<>("acme"));
    assertThat(globex.take()).isEqualTo(new Reading.Fresh<>("globex"));
  }

  @Test
  void aFailureIsToldAndThePollGoesOn() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    BlockingQueue<Reading<String>> readings = new LinkedBlockingQueue<>();
    polls.watch(
        ada,
        "jobs",
        OFTEN,
        caller -> {
          if (asked.incrementAndGet() == 1) {
            throw PlatformException.noAnswer(new IOException("refused"));
          }
          return "back";
        },
        readings::add);
    assertThat(readings.take()).isInstanceOf(Reading.Failed.class);
    assertThat(readings.take()).isEqualTo(new Reading.Fresh<>("back"));
  }
}
