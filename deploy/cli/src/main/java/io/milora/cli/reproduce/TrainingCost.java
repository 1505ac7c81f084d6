package io.milora.cli.reproduce;

import java.lang.management.ManagementFactory;

/**
 * What training steps cost; measurements of the dev rows are not counted.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all processors, which tells methods apart even where other work goes on
 *     beside; without what a GPU does
 */
record TrainingCost(double seconds, double cpuSeconds) {
  static final TrainingCost NONE = new TrainingCost(0, 0);

  TrainingCost plus(double moreSeconds, double moreCpuSeconds) {
    return new TrainingCost(seconds + moreSeconds, cpuSeconds + moreCpuSeconds);
  }

  /** What this process has used so far, seconds of all processors. */
  static double cpuSecondsUsed() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getProcessCpuTime()
        / 1e9;
  }
}
