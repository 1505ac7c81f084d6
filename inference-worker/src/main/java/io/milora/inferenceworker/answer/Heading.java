package io.milora.inferenceworker.answer;

/**
 * What all pieces of an answer have in common.
 *
 * @param id of the answer
 * @param created seconds since 1970
 * @param model the exact model that answers
 * @param fingerprint program, engine build and adapter: equal ones give equal answers
 */
record Heading(String id, long created, String model, String fingerprint) {}
