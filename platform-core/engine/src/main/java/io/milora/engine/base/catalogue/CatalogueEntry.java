package io.milora.engine.base.catalogue;

import io.milora.model.BaseDefaults;
import io.milora.model.ContentHash;
import java.util.List;

/**
 * A base model that can be fetched by name.
 *
 * @param name as requests and folders name it
 * @param licence SPDX identifier
 * @param defaults of training on it
 * @param files that make up its folder
 * @param sources in the order in which they are tried
 */
public record CatalogueEntry(
    String name,
    String licence,
    BaseDefaults defaults,
    List<BaseFile> files,
    List<BaseSource> sources) {
  public CatalogueEntry {
    files = List.copyOf(files);
    sources = List.copyOf(sources);
  }

  /** Size of all files, bytes. */
  public long bytes() {
    return files.stream().mapToLong(BaseFile::bytes).sum();
  }

  /**
   * A file of a base model.
   *
   * @param bytes its size
   */
  public record BaseFile(String name, long bytes, ContentHash sha256) {}
}
