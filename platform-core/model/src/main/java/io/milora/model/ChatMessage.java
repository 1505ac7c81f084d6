package io.milora.model;

/**
 * One turn of a conversation.
 *
 * @param role who speaks
 * @param content what is said, plain text
 */
public record ChatMessage(Role role, String content) {}
