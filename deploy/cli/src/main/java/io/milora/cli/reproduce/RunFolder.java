package io.milora.cli.reproduce;

import io.milora.cli.CommandException;
import io.milora.cli.local.JsonFile;
import io.milora.engine.train.Checkpoint;
import io.milora.engine.train.CheckpointFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A comparison's output folder: the plan, a small file for each finished cell, the running cell's
 * checkpoint, adapters and tables. Every file is replaced in one step, so that a comparison killed
 * at any time finds whole files. One process at a time holds it.
 */
final class RunFolder implements AutoCloseable {
  private final Path root;
  private final FileChannel lock;

  /**
   * How far a cell's training came.
   *
   * @param checkpoint from which it goes on
   * @param cost of the steps up to there
   * @param devLossBefore of the fresh adapter, nats
   */
  record Started(Checkpoint checkpoint, TrainingCost cost, double devLossBefore) {}

  /**
   * What a checkpoint does not hold.
   *
   * @param costs of the steps up to each checkpoint, by their number: the file is written before
   *     the checkpoint, which may then be missing
   */
  private record Clock(Map<Integer, TrainingCost> costs, double devLossBefore) {}

  private RunFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the folder if it is not there, and takes hold of it.
   *
   * @throws CommandException if another process holds it, or it cannot be written
   */
  static RunFolder open(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new CommandException(
            root + " is in use by another comparison; wait for it, or choose another --out.");
      }
      return new RunFolder(root, channel);
    } catch (IOException e) {
      throw new CommandException("Cannot use " + root + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process holds it
    }
  }

  Optional<ComparisonPlan> plan() {
    return read(root.resolve("plan.json"), ComparisonPlan.class);
  }

  void write(ComparisonPlan plan) {
    write(root.resolve("plan.json"), plan);
  }

  Optional<BaseResult> base() {
    return read(root.resolve("base.json"), BaseResult.class);
  }

  void write(BaseResult result) {
    write(root.resolve("base.json"), result);
  }

  Optional<DecodeResult> decode() {
    return read(root.resolve("decode.json"), DecodeResult.class);
  }

  void write(DecodeResult result) {
    write(root.resolve("decode.json"), result);
  }

  Optional<CellResult> result(Cell cell) {
    return read(root.resolve("cells").resolve(cell.id() + ".json"), CellResult.class);
  }

  /** Keeps a result; the cell's checkpoint is not needed any more. */
  void write(CellResult result) {
    write(root.resolve("cells").resolve(result.cell().id() + ".json"), result);
    try {
      Files.deleteIfExists(checkpoint(result.cell()));
      Files.deleteIfExists(clock(result.cell()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a cell's training goes on, if it began. */
  Optional<Started> started(Cell cell) {
    if (!Files.exists(checkpoint(cell))) {
      return Optional.empty();
    }
    Checkpoint checkpoint = CheckpointFile.read(checkpoint(cell));
    return read(clock(cell), Clock.class)
        .filter(clock -> clock.costs().containsKey(checkpoint.step()))
        .map(
            clock ->
                new Started(
                    checkpoint,
                    clock.costs().getOrDefault(checkpoint.step(), TrainingCost.NONE),
                    clock.devLossBefore()));
  }

  /** Keeps a cell's state. */
  void write(Cell cell, Started state) {
    Map<Integer, TrainingCost> costs =
        Stream.concat(
                Stream.of(Map.entry(state.checkpoint().step(), state.cost())),
                read(clock(cell), Clock.class).stream()
                    .flatMap(clock -> clock.costs().entrySet().stream()))
            .collect(
                java.util.stream.Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (fresh, old) -> fresh));
    write(clock(cell), new Clock(costs, state.devLossBefore()));
    try {
      CheckpointFile.write(checkpoint(cell), state.checkpoint());
    } catch (IOException e) {
      throw failed(checkpoint(cell), e);
    }
  }

  /** Where a cell's trained adapter is. */
  Path adapter(Cell cell) {
    return root.resolve("adapters").resolve(cell.id());
  }

  /** An empty folder, made anew, to write a cell's adapter to; {@link #keepAdapter} keeps it. */
  Path freshAdapter(Cell cell) {
    Path fresh = root.resolve("adapters").resolve(cell.id() + ".part");
    try {
      deleteTree(fresh);
      Files.createDirectories(fresh);
      return fresh;
    } catch (IOException e) {
      throw failed(fresh, e);
    }
  }

  /** Gives what was written to {@link #freshAdapter} its name. */
  void keepAdapter(Cell cell) {
    Path fresh = root.resolve("adapters").resolve(cell.id() + ".part");
    try {
      deleteTree(adapter(cell));
      Files.move(fresh, adapter(cell), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(adapter(cell), e);
    }
  }

  /** Replaces a table, for instance {@code results.md}. */
  void writeText(String name, String text) {
    Path file = root.resolve(name);
    Path fresh = root.resolve(name + ".part");
    try {
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static CommandException failed(Path file, IOException e) {
    return new CommandException(
        "Cannot write %s: %s. The same command goes on once it can be written."
            .formatted(file, e.getMessage()),
        e);
  }

  private Path checkpoint(Cell cell) {
    return running().resolve(cell.id() + ".safetensors");
  }

  private Path clock(Cell cell) {
    return running().resolve(cell.id() + ".json");
  }

  private Path running() {
    return root.resolve("running");
  }

  private static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return JsonFile.read(file, type);
    } catch (IOException e) {
      throw new CommandException(
          "Cannot read %s: %s. Delete it to have it made anew.".formatted(file, e.getMessage()), e);
    }
  }

  private static void write(Path file, Object value) {
    try {
      JsonFile.write(file, value);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException e) {
      return; // there is nothing to delete
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
