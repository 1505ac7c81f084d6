package io.milora.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a Mixture-of-LoRAs chooses a prompt's domain (METHODS.md, Mixture-of-LoRAs). */
public enum DomainSelect {
  /** One domain for the whole request: the one with the largest log-probability over all layers. */
  @JsonProperty("vote")
  VOTE("vote"),
  /** Every layer uses the domain that it finds most probable. */
  @JsonProperty("per-layer")
  PER_LAYER("per-layer");

  private final String wireName;

  DomainSelect(String wireName) {
    this.wireName = wireName;
  }

  /** The name in files and requests. */
  public String wireName() {
    return wireName;
  }
}
