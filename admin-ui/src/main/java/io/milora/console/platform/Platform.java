package io.milora.console.platform;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** Both planes, with one kind of error. Thread-safe. */
@Singleton
public class Platform {
  private final ControlPlane controlPlane;
  private final FrontDoor frontDoor;

  Platform(@RestClient ControlPlane controlPlane, @RestClient FrontDoor frontDoor) {
    this.controlPlane = controlPlane;
    this.frontDoor = frontDoor;
  }

  /**
   * Calls the control plane.
   *
   * @throws PlatformException if it refuses or does not answer
   */
  public <T> T manage(Caller caller, BiFunction<ControlPlane, Caller, T> call) {
    return orNoAnswer(() -> call.apply(controlPlane, caller));
  }

  /**
   * Calls the data plane.
   *
   * @throws PlatformException if it refuses or does not answer
   */
  public <T> T serve(Caller caller, BiFunction<FrontDoor, Caller, T> call) {
    return orNoAnswer(() -> call.apply(frontDoor, caller));
  }

  private static <T> T orNoAnswer(Supplier<T> call) {
    try {
      return call.get();
    } catch (ProcessingException e) {
      throw PlatformException.noAnswer(e);
    }
  }
}
