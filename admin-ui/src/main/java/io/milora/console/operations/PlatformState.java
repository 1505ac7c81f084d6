package io.milora.console.operations;

import io.milora.console.latency.Today;
import io.milora.console.platform.Caller;
import io.milora.console.platform.FailedJob;
import io.milora.console.platform.Platform;
import io.milora.console.platform.QueuedJob;
import io.milora.console.platform.Worker;
import java.util.List;

/** What an operator's home shows. */
record PlatformState(
    List<TenantStanding> tenants,
    List<Worker> workers,
    List<QueuedJob> queue,
    List<FailedJob> failed,
    Today today) {

  /** Asks the platform. */
  static PlatformState read(Platform platform, Caller caller) {
    return new PlatformState(
        platform.operate(caller, TenantStanding::read),
        platform.operate(caller, (plane, who) -> plane.workers(who)).data(),
        platform.operate(caller, (plane, who) -> plane.queue(who)).data(),
        platform.operate(caller, (plane, who) -> plane.failedJobs(who)).data(),
        Today.ofAll(platform, caller));
  }
}
