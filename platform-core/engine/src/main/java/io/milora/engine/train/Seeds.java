package io.milora.engine.train;

/**
 * Seeds derived from a job's seed, so that every random number of a run follows from where in the
 * run it is drawn.
 */
final class Seeds {
  private Seeds() {}

  /** Mixes as SplitMix64 does (Steele et al., OOPSLA 2014); not negative. */
  static long mix(long seed, long... places) {
    long mixed = finish(seed);
    for (long place : places) {
      mixed = finish(mixed + 0x9e3779b97f4a7c15L * (place + 1));
    }
    return mixed >>> 1;
  }

  private static long finish(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
