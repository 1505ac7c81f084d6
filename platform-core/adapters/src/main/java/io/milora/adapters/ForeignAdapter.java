package io.milora.adapters;

import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An adapter that was trained elsewhere, found to fit a base and packed anew from the files that an
 * adapter may have. An archive that was made here comes out as it went in.
 *
 * @param method {@code milora}, {@code lora} or {@code moa}
 * @param sent SHA-256 of what was sent
 * @param archive what is to be kept
 */
public record ForeignAdapter(String method, ContentHash sent, Path archive) {
  /**
   * Unzips, judges and packs.
   *
   * @param work an empty folder, which the caller removes
   * @param maxBytes of all files together
   * @throws InvalidInputException with everything that is wrong with it
   */
  public static ForeignAdapter read(InputStream zip, Path work, AdapterBase base, long maxBytes)
      throws IOException {
    Path folder = Files.createDirectory(work.resolve("folder"));
    ContentHash sent = unpack(zip, folder, maxBytes);
    List<Problem> problems = new ArrayList<>();
    String method = AdapterInspection.inspect(folder, base.shape(), problems);
    judgeBase(folder, base, problems);
    InvalidInputException.throwIfAny(problems);
    MiLoraConfig said = AdapterFiles.miloraConfig(folder);
    if (said.hashes() == null) {
      AdapterFiles.write(
          folder.resolve(AdapterFiles.MILORA_CONFIG),
          new MiLoraConfig(said.router(), said.moa(), base.hashes()).write());
    }
    Path archive = work.resolve("archive.zip");
    try (OutputStream out = Files.newOutputStream(archive)) {
      AdapterArchive.pack(folder, out);
    }
    return new ForeignAdapter(method, sent, archive);
  }

  private static ContentHash unpack(InputStream zip, Path folder, long maxBytes)
      throws IOException {
    MessageDigest digest = ContentHash.newDigest();
    try (InputStream in = new BufferedInputStream(new DigestInputStream(zip, digest), 1 << 16)) {
      ForeignArchive.unpack(in, folder, maxBytes);
      in.transferTo(OutputStream.nullOutputStream()); // what follows the entries is hashed, too
    }
    return ContentHash.of(digest.digest());
  }

  /** Ours say so by hashes; PEFT's by a name, the last part of which is compared. */
  private static void judgeBase(Path folder, AdapterBase base, List<Problem> problems) {
    try {
      AdapterMetadata metadata = AdapterFiles.metadata(folder);
      if (metadata.hashes() != null) {
        metadata.requireTrainedOn(base.hashes());
      } else if (!isNamed(metadata.baseModel(), base.name())) {
        problems.add(
            new Problem(
                "base_model_name_or_path",
                "other_base",
                "adapter_config.json: the adapter was trained on '%s', not on %s; name that base as model, or mend the file if it is the same one."
                    .formatted(metadata.baseModel(), base.name())));
      }
    } catch (InvalidInputException e) {
      if (problems.isEmpty()) { // what cannot be read has been said
        problems.addAll(e.problems());
      } else {
        e.problems().stream().filter(p -> p.code().equals("other_base")).forEach(problems::add);
      }
    }
  }

  private static boolean isNamed(String given, String base) {
    String name = given.substring(given.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.isEmpty() || name.equals(base.toLowerCase(Locale.ROOT));
  }
}
