package io.milora.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a Mixture-of-LoRAs is composed of, and how it chooses (METHODS.md, Mixture-of-LoRAs).
 *
 * @param domains names in the order of the routers' columns, 2 to {@value #MAX_DOMAINS}, each once;
 *     1 to 64 characters of a-z, 0-9, - and _, starting with a letter or a digit, because they name
 *     folders
 * @param select whether the layers vote on one domain or each takes its own
 * @param pooler how a prompt's hidden states become one vector; only {@link Pooler#MEAN}
 * @param tuneExperts whether training the routers trains the experts, too, with the language model
 *     loss
 */
public record MoaSettings(
    List<String> domains, DomainSelect select, Pooler pooler, boolean tuneExperts) {
  public static final int MAX_DOMAINS = 64;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  public MoaSettings {
    List<Problem> problems = new ArrayList<>(problems(domains));
    if (pooler != Pooler.MEAN) {
      problems.add(Problem.outOfRange("pooler", pooler, "mean for method moa"));
    }
    InvalidInputException.throwIfAny(problems);
    domains = List.copyOf(domains);
  }

  /** These domains, the layers vote, the experts stay as they are. */
  public static MoaSettings of(List<String> domains) {
    return new MoaSettings(domains, DomainSelect.VOTE, Pooler.MEAN, false);
  }

  /** Whether a text can name a domain, and so a folder. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** All that is wrong with a list of domains' names. */
  public static List<Problem> problems(List<String> domains) {
    List<Problem> problems = new ArrayList<>();
    if (domains.size() < 2 || domains.size() > MAX_DOMAINS) {
      problems.add(
          Problem.outOfRange("domains", domains.size() + " domains", "2 to " + MAX_DOMAINS));
    }
    Set<String> seen = new HashSet<>();
    for (String name : domains) {
      if (!isName(name)) {
        problems.add(
            Problem.outOfRange(
                "domains",
                "'" + name + "'",
                "names of 1 to 64 characters of a-z, 0-9, - and _, a letter or digit first"));
      }
      if (!seen.add(name)) {
        problems.add(
            new Problem(
                "domains",
                "duplicate_domain",
                "Two domains are named '" + name + "'; give every domain a name of its own."));
      }
    }
    return problems;
  }
}
