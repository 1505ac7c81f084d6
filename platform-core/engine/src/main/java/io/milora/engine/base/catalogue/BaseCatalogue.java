package io.milora.engine.base.catalogue;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.milora.adapters.BaseHashes;
import io.milora.engine.base.BaseModel;
import io.milora.model.BaseRegistration;
import io.milora.model.ContentHash;
import io.milora.model.InvalidInputException;
import io.milora.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The catalogue: {@code bases.json} beside this class. Another base is one more entry there.
 *
 * @param bases all entries
 */
public record BaseCatalogue(List<CatalogueEntry> bases) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addModule(new SimpleModule().addDeserializer(ContentHash.class, new HashReader()))
          .build();

  public BaseCatalogue {
    bases = List.copyOf(bases);
  }

  /** The catalogue that comes with the engine. */
  public static BaseCatalogue builtIn() {
    try (InputStream in = BaseCatalogue.class.getResourceAsStream("bases.json")) {
      return JSON.readValue(Objects.requireNonNull(in, "bases.json"), BaseCatalogue.class);
    } catch (IOException e) {
      throw new UncheckedIOException("The catalogue of base models is broken", e);
    }
  }

  /**
   * The base model of a name.
   *
   * @throws InvalidInputException if there is none; with the names that exist
   */
  public CatalogueEntry get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    Problem.unknown(
                        "base_model", name, bases.stream().map(CatalogueEntry::name).toList())));
  }

  /** The base model of a name, if the catalogue has it; others are brought by hand. */
  public Optional<CatalogueEntry> find(String name) {
    return bases.stream().filter(base -> base.name().equals(name)).findFirst();
  }

  /**
   * What the platform is told of an open base model, with the catalogue's defaults where it has the
   * name. Takes a pass over all weights if nobody has asked for the hash.
   */
  public BaseRegistration registration(String name, BaseModel base) {
    BaseHashes hashes = base.hashes();
    return new BaseRegistration(
        name,
        hashes.base(),
        hashes.tokenizer(),
        hashes.chatTemplate(),
        base.config().shape(),
        base.config().maxPositions(),
        find(name).map(CatalogueEntry::defaults).orElseGet(base.config()::trainingDefaults));
  }

  /** Reads hashes, which are texts in JSON. */
  private static final class HashReader extends FromStringDeserializer<ContentHash> {
    @Serial private static final long serialVersionUID = 1L;

    HashReader() {
      super(ContentHash.class);
    }

    @Override
    protected ContentHash _deserialize(String hex, DeserializationContext context) {
      return new ContentHash(hex);
    }
  }
}
