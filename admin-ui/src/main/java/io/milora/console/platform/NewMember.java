package io.milora.console.platform;

import io.milora.model.MemberRole;

/** Somebody to invite, or the role that a member is to have. */
public record NewMember(String email, MemberRole role) {}
