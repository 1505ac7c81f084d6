package io.milora.inferenceworker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.milora.model.LatencyKind;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A histogram of latencies. Names and buckets are vLLM's, which dashboards know.
 *
 * @param metric its name, without the unit
 * @param buckets upper bounds
 */
record Latencies(String metric, String description, List<Duration> buckets) {
  private static final List<Duration> SHORT =
      seconds(
          .001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
          160, 640, 2560);
  private static final List<Duration> TOKEN =
      seconds(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5, 5, 7.5, 10, 20, 40, 80);
  private static final List<Duration> REQUEST =
      seconds(
          .3, .5, .8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920,
          7680);

  static final Latencies TIME_TO_FIRST_TOKEN =
      new Latencies("vllm:time_to_first_token", "Arrival to first token.", SHORT);
  static final Latencies TIME_PER_OUTPUT_TOKEN =
      new Latencies(
          "vllm:request_time_per_output_token",
          "Mean gap between the tokens of a request, the first one excluded.",
          TOKEN);
  static final Latencies INTER_TOKEN =
      new Latencies("vllm:inter_token_latency", "Gaps between decode steps, one a row.", TOKEN);
  static final Latencies END_TO_END =
      new Latencies("vllm:e2e_request_latency", "Arrival to the end.", REQUEST);

  /** vLLM's own buckets begin at 0.3 s, above most waits. */
  static final Latencies QUEUE =
      new Latencies("vllm:request_queue_time", "Acceptance to prefill.", SHORT);

  static final Latencies PREFILL =
      new Latencies("vllm:request_prefill_time", "Prefill to first token.", REQUEST);
  static final Latencies DECODE =
      new Latencies("vllm:request_decode_time", "First token to the end.", REQUEST);
  static final Latencies INFERENCE =
      new Latencies("vllm:request_inference_time", "Prefill to the end.", REQUEST);
  static final Latencies ADAPTER_LOAD =
      new Latencies(
          "milora:adapter_load", "A request's wait for an adapter that was not in memory.", SHORT);

  /** The histogram of this kind. */
  static Latencies of(LatencyKind kind) {
    return switch (kind) {
      case TTFT -> TIME_TO_FIRST_TOKEN;
      case TPOT -> TIME_PER_OUTPUT_TOKEN;
      case E2E -> END_TO_END;
      case QUEUE -> QUEUE;
      case ADAPTER_LOAD -> ADAPTER_LOAD;
    };
  }

  /**
   * The histogram with these labels.
   *
   * @param labels names and values in turn
   */
  Timer in(MeterRegistry registry, String... labels) {
    return Timer.builder(metric)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(buckets.toArray(Duration[]::new))
        .register(registry);
  }

  private static List<Duration> seconds(double... bounds) {
    return DoubleStream.of(bounds)
        .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
        .toList();
  }
}
