package io.milora.persistence;

/**
 * A good credential.
 *
 * @param suspended whether an operator suspended the tenant, so that nothing may be done
 */
public record Authenticated(Caller caller, boolean suspended) {}
