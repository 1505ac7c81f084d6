package io.milora.engine.base.catalogue;

/** Watches a download; called on the downloading thread. */
public interface DownloadProgress {
  /**
   * A source is tried, or a file is checked.
   *
   * @param what one line for a person
   */
  void onStage(String what);

  /**
   * Bytes of a file have arrived; a resumed download starts above 0.
   *
   * @param done bytes so far
   * @param total bytes of the whole file
   */
  void onBytes(String file, long done, long total);
}
