package io.milora.console.shared;

import io.milora.console.live.Polls;
import io.milora.console.platform.Platform;
import io.milora.console.session.Credentials;
import io.milora.console.session.SignedIn;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What views work with. */
@Singleton
public class Workspace {
  private final Platform platform;
  private final Polls polls;
  private final SignedIn signedIn;

  Workspace(Platform platform, Polls polls, SignedIn signedIn) {
    this.platform = platform;
    this.polls = polls;
    this.signedIn = signedIn;
  }

  Platform platform() {
    return platform;
  }

  Polls polls() {
    return polls;
  }

  /** What the current session's user has access to. */
  Optional<Credentials> credentials(Audience audience) {
    return switch (audience) {
      case TENANT -> signedIn.credentials();
      case OPERATORS -> signedIn.platform();
    };
  }
}
