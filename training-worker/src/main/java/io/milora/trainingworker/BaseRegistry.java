package io.milora.trainingworker;

import io.milora.engine.base.BaseModel;
import io.milora.engine.base.catalogue.BaseCatalogue;
import io.milora.model.InvalidInputException;
import io.milora.persistence.BaseModels;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Tells the platform which base models lie in the models folder. Each whole folder is read once a
 * run of the program, as its hash takes a pass over all weights. Thread-safe.
 */
@ApplicationScoped
class BaseRegistry {
  private static final Logger LOG = Logger.getLogger(BaseRegistry.class);

  private final DataFolder data;
  private final BaseModels bases;
  private final Set<Path> registered = new HashSet<>();
  private final Map<Path, String> refused = new HashMap<>();

  BaseRegistry(DataFolder data, BaseModels bases) {
    this.data = data;
    this.bases = bases;
  }

  /** Registers the folders that were not there, or not whole, at the last look. */
  synchronized void registerNew() {
    for (Path folder : folders()) {
      if (!registered.contains(folder)) {
        register(folder);
      }
    }
  }

  private void register(Path folder) {
    try (BaseModel base = BaseModel.open(folder)) {
      bases.register(BaseCatalogue.builtIn().registration(folder.getFileName().toString(), base));
      registered.add(folder);
      LOG.infof("Base model %s is ready for training", folder.getFileName());
    } catch (InvalidInputException e) {
      // Other models work on; jobs on this one are refused, as it is not registered. It may be on
      // its way: said once, and looked at again.
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(refused.put(folder, reason))) {
        LOG.warnf("Base model %s cannot be used: %s", folder.getFileName(), reason);
      }
    }
  }

  private List<Path> folders() {
    if (!Files.isDirectory(data.models())) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(data.models())) {
      return children
          .filter(Files::isDirectory)
          .filter(folder -> !folder.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + data.models(), e);
    }
  }
}
