package io.milora.persistence;

/** Which end of a list comes first. */
public enum ListOrder {
  /** The oldest. */
  ASC(">"),
  /** The newest. */
  DESC("<");

  private final String beyond;

  ListOrder(String beyond) {
    this.beyond = beyond;
  }

  /** How a later element compares with an earlier one. */
  String beyond() {
    return beyond;
  }
}
