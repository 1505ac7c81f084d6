package io.milora.console.shared;

import com.vaadin.flow.component.Component;

/** Whom a view is for. */
public enum Audience {
  /** People of the chosen tenant. */
  TENANT {
    @Override
    Component refusal() {
      return new EmptyState(
          "You do not belong to a tenant",
          "Ask an admin of your organisation, or the platform's operators, to add you; then sign in again.");
    }
  },
  /** Those who look after the whole platform. */
  OPERATORS {
    @Override
    Component refusal() {
      return new EmptyState(
          "This is for the platform's operators",
          "Your account has not the role platform-operator. What belongs to your tenant is in the other views.");
    }
  };

  /** What others see instead. */
  abstract Component refusal();
}
