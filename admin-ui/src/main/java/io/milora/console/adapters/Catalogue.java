package io.milora.console.adapters;

import io.milora.model.openai.Model;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a tenant can call.
 *
 * @param versions tuned models, newest first
 * @param aliases names that stand for versions, by name
 * @param bases models that are not tuned
 */
public record Catalogue(List<Model> versions, List<Model> aliases, List<Model> bases) {
  public Catalogue {
    versions = List.copyOf(versions);
    aliases = List.copyOf(aliases);
    bases = List.copyOf(bases);
  }

  /** Sorts models by what they are. */
  public static Catalogue of(List<Model> models) {
    return new Catalogue(
        models.stream().filter(m -> m.parent() != null && m.root().equals(m.id())).toList(),
        models.stream()
            .filter(m -> !m.root().equals(m.id()))
            .sorted(Comparator.comparing(Model::id))
            .toList(),
        models.stream().filter(m -> m.parent() == null && m.root().equals(m.id())).toList());
  }

  /** Names that stand for a version. */
  List<String> aliasesOf(String version) {
    return aliases.stream().filter(a -> a.root().equals(version)).map(Model::id).toList();
  }

  Optional<Model> version(String name) {
    return versions.stream().filter(version -> version.id().equals(name)).findFirst();
  }
}
