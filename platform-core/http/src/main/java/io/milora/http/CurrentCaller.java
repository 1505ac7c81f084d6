package io.milora.http;

import io.milora.model.TenantId;
import io.milora.persistence.Caller;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes the request at hand. */
@RequestScoped
public class CurrentCaller {
  private @Nullable Caller caller;

  void set(Caller authenticated) {
    caller = authenticated;
  }

  /** The caller, if the call has been authenticated as a tenant's. */
  Optional<Caller> find() {
    return Optional.ofNullable(caller);
  }

  /** The caller. */
  public Caller get() {
    if (caller == null) {
      throw new IllegalStateException("The call was not authenticated");
    }
    return caller;
  }

  /** The caller's tenant. */
  public TenantId tenant() {
    return get().tenant();
  }
}
