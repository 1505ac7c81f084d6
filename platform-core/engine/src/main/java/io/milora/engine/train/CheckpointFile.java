package io.milora.engine.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.milora.engine.base.FloatTensor;
import io.milora.engine.base.SafetensorsFile;
import io.milora.engine.base.SafetensorsWriter;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint as one safetensors file: each tensor flat, the numbers as JSON under {@code
 * milora_checkpoint} in the header's metadata.
 */
public final class CheckpointFile {
  private static final String METADATA = "milora_checkpoint";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** JSON has no infinity: a run without evaluation has no best loss. */
  private record Numbers(
      int step,
      @Nullable Double bestDevLoss,
      int evaluationsSinceBest,
      long trainedTokens,
      List<Double> recentLosses) {}

  private CheckpointFile() {}

  /**
   * Writes a file in one step: after a crash the old file is there, or the new one, never a part.
   *
   * @throws IOException if the disk is full or the file cannot be written
   */
  public static void write(Path file, Checkpoint checkpoint) throws IOException {
    Map<String, FloatTensor> tensors = new HashMap<>();
    checkpoint
        .tensors()
        .forEach((name, values) -> tensors.put(name, FloatTensor.of(values, values.length)));
    double best = checkpoint.bestDevLoss();
    Numbers numbers =
        new Numbers(
            checkpoint.step(),
            Double.isInfinite(best) ? null : best,
            checkpoint.evaluationsSinceBest(),
            checkpoint.trainedTokens(),
            checkpoint.recentLosses());
    Path unfinished = file.resolveSibling(file.getFileName() + ".part");
    try {
      SafetensorsWriter.write(
          unfinished, tensors, Map.of(METADATA, JSON.writeValueAsString(numbers)));
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /**
   * Reads a file.
   *
   * @throws InvalidInputException if it is no checkpoint, or broken
   */
  public static Checkpoint read(Path file) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      Numbers numbers = numbers(file, source.metadata().get(METADATA));
      Map<String, float[]> tensors = new HashMap<>();
      for (String name : source.names()) {
        float[] values = new float[Math.toIntExact(source.shape(name)[0])];
        source.read(name, FloatBuffer.wrap(values));
        tensors.put(name, values);
      }
      Double best = numbers.bestDevLoss();
      return new Checkpoint(
          numbers.step(),
          tensors,
          best == null ? Double.POSITIVE_INFINITY : best,
          numbers.evaluationsSinceBest(),
          numbers.trainedTokens(),
          numbers.recentLosses());
    }
  }

  private static Numbers numbers(Path file, @Nullable String json) {
    if (json == null) {
      throw new InvalidInputException(
          Problem.brokenFile(
              file, "holds no " + METADATA + " in its metadata; it is no checkpoint."));
    }
    try {
      return JSON.readValue(json, Numbers.class);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          Problem.brokenFile(file, METADATA + " is not readable: " + e.getOriginalMessage()));
    }
  }
}
