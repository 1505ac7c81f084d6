package io.milora.engine.base;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The weights of a Hugging Face folder, in one safetensors file or in shards with an index. */
final class SafetensorsFolder implements WeightSource {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final Map<String, SafetensorsFile> files;
  private final Map<String, SafetensorsFile> owners;

  private SafetensorsFolder(
      Path folder, Map<String, SafetensorsFile> files, Map<String, SafetensorsFile> owners) {
    this.folder = folder;
    this.files = files;
    this.owners = owners;
  }

  /** Opens the weights; all shards or none. */
  static SafetensorsFolder open(Path folder) {
    Map<String, SafetensorsFile> files = new TreeMap<>();
    try {
      Path index = folder.resolve(INDEX);
      if (!Files.exists(index)) {
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE));
        files.put(SINGLE, file);
        Map<String, SafetensorsFile> owners = new TreeMap<>();
        file.names().forEach(name -> owners.put(name, file));
        return new SafetensorsFolder(folder, files, owners);
      }
      return sharded(folder, index, files);
    } catch (RuntimeException e) {
      files.values().forEach(SafetensorsFile::close);
      throw e;
    }
  }

  private static SafetensorsFolder sharded(
      Path folder, Path index, Map<String, SafetensorsFile> files) {
    Map<String, String> shardOf = weightMap(index);
    List<Problem> problems = new ArrayList<>();
    for (String shard : new TreeSet<>(shardOf.values())) {
      try {
        files.put(shard, SafetensorsFile.open(shardPath(folder, index, shard)));
      } catch (InvalidInputException e) {
        problems.addAll(e.problems());
      }
    }
    InvalidInputException.throwIfAny(problems);
    Map<String, SafetensorsFile> owners = new TreeMap<>();
    shardOf.forEach(
        (name, shard) -> {
          SafetensorsFile file = files.get(shard);
          if (file == null || !file.names().contains(name)) {
            problems.add(Problem.brokenFile(index, name + " is not in " + shard + "."));
          } else {
            owners.put(name, file);
          }
        });
    files.forEach(
        (shard, file) ->
            file.names().stream()
                .filter(name -> !shard.equals(shardOf.get(name)))
                .forEach(
                    name ->
                        problems.add(
                            Problem.brokenFile(
                                index, "does not place " + name + " in " + shard + "."))));
    InvalidInputException.throwIfAny(problems);
    return new SafetensorsFolder(folder, files, owners);
  }

  /** An index may name files of its own folder only. */
  private static Path shardPath(Path folder, Path index, String shard) {
    Path path = folder.resolve(shard).normalize();
    if (!folder.normalize().equals(path.getParent())) {
      throw new InvalidInputException(
          Problem.brokenFile(index, "names a file outside of its folder: " + shard));
    }
    return path;
  }

  private static Map<String, String> weightMap(Path index) {
    try {
      JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
      if (map.isObject() && !map.isEmpty()) {
        Map<String, String> shards = new TreeMap<>();
        map.properties().forEach(e -> shards.put(e.getKey(), e.getValue().asText()));
        return shards;
      }
    } catch (IOException e) {
      throw new InvalidInputException(Problem.brokenFile(index, "is no JSON: " + e.getMessage()));
    }
    throw new InvalidInputException(Problem.brokenFile(index, "has no weight_map."));
  }

  /** The files that hold the weights. */
  Set<Path> paths() {
    Set<Path> paths = new TreeSet<>();
    files.keySet().forEach(name -> paths.add(folder.resolve(name)));
    return paths;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(owners.keySet());
  }

  @Override
  public long[] shape(String name) {
    return owner(name).shape(name);
  }

  @Override
  public void read(String name, FloatBuffer target) {
    owner(name).read(name, target);
  }

  private SafetensorsFile owner(String name) {
    SafetensorsFile owner = owners.get(name);
    if (owner == null) {
      throw new InvalidInputException(Problem.brokenFile(folder, "no tensor " + name + "."));
    }
    return owner;
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
