package io.milora.persistence;

/**
 * A new API key.
 *
 * @param bearer the whole key, {@code mk_<public id>_<secret>}; shown this once, kept nowhere
 */
public record IssuedKey(ApiKeyEntity key, String bearer) {}
