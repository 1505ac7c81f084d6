package io.milora.trainingworker;

import java.io.IOException;

/**
 * What the jobs of some adapter methods do between claim and evaluation. Implementations keep no
 * state of a job: several run at once, each on its slot's thread.
 */
interface JobMethod {
  /**
   * Trains, going on from the job's newest checkpoint if there is one. Stops between two steps when
   * {@link RunningJob#stopRequested} says so, leaving a checkpoint of that step.
   *
   * @throws io.milora.model.InvalidInputException with everything that the job's tenant has to mend
   * @throws io.milora.persistence.LeaseLostException if the job belongs to another worker now
   * @throws IOException if a file cannot be read or a state cannot be kept
   */
  TrainedAdapter train(RunningJob job, LoadedBase base) throws IOException;
}
