package io.milora.console.platform;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The platform, with one kind of error. Thread-safe. */
@Singleton
public class Platform {
  private final ControlPlane controlPlane;
  private final OperatorPlane operatorPlane;
  private final FrontDoor frontDoor;
  private final Account account;
  private final UploadPlane uploads;

  Platform(
      @RestClient ControlPlane controlPlane,
      @RestClient OperatorPlane operatorPlane,
      @RestClient FrontDoor frontDoor,
      @RestClient Account account,
      @RestClient UploadPlane uploads) {
    this.controlPlane = controlPlane;
    this.operatorPlane = operatorPlane;
    this.frontDoor = frontDoor;
    this.account = account;
    this.uploads = uploads;
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
   * Calls the operators' part of the control plane.
   *
   * @throws PlatformException if it refuses or does not answer
   */
  public <T> T operate(Caller caller, BiFunction<OperatorPlane, Caller, T> call) {
    return orNoAnswer(() -> call.apply(operatorPlane, caller));
  }

  /**
   * Calls the data plane.
   *
   * @throws PlatformException if it refuses or does not answer
   */
  public <T> T serve(Caller caller, BiFunction<FrontDoor, Caller, T> call) {
    return orNoAnswer(() -> call.apply(frontDoor, caller));
  }

  /**
   * Asks who may use the tenant, and what they did and used.
   *
   * @throws PlatformException if it refuses or does not answer
   */
  public <T> T account(Caller caller, BiFunction<Account, Caller, T> call) {
    return orNoAnswer(() -> call.apply(account, caller));
  }

  /**
   * Sends files in parts.
   *
   * @throws PlatformException if the platform refuses or does not answer
   */
  public <T> T upload(Caller caller, BiFunction<UploadPlane, Caller, T> call) {
    return orNoAnswer(() -> call.apply(uploads, caller));
  }

  private static <T> T orNoAnswer(Supplier<T> call) {
    try {
      return call.get();
    } catch (ProcessingException e) {
      throw PlatformException.noAnswer(e);
    }
  }
}
