package io.milora.persistence;

/**
 * What was served.
 *
 * @param requests that came, refused ones for want of room included
 * @param errors those of them that the platform did not answer; what clients gave up is none
 * @param promptTokens read
 * @param completionTokens generated
 * @param cachedTokens of the prompts' tokens those that were read before
 */
public record UsageCounts(
    long requests, long errors, long promptTokens, long completionTokens, long cachedTokens) {
  /** Nothing. */
  public static final UsageCounts NONE = new UsageCounts(0, 0, 0, 0, 0);

  /** Both together. */
  public UsageCounts plus(UsageCounts other) {
    return new UsageCounts(
        requests + other.requests,
        errors + other.errors,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        cachedTokens + other.cachedTokens);
  }
}
