package io.milora.console;

import com.vaadin.flow.server.AppShellSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The scripts of Vaadin's bundle. Each of them asks for the next only when it runs; a page that
 * names them all at once has them sooner.
 */
final class Bundle {
  private static final String FILES = "META-INF/VAADIN/webapp/";
  private static final String FOLDER = "VAADIN/build/";
  private static final Pattern ENTRY = Pattern.compile("indexhtml-[\\w-]+\\.js");
  private static final Pattern NEXT =
      Pattern.compile("(?:FlowBootstrap|FlowClient|generated-flow-imports)-[\\w-]+\\.js");

  /** In names of files of the bundle, which hold a hash of what is in them, and of WebJars. */
  private static final List<String> NEVER_CHANGE = List.of("/" + FOLDER, "/webjars/");

  private static final List<String> SCRIPTS = scripts();

  private Bundle() {}

  /** Whether a file of this path is the same for ever. */
  static boolean isForEver(String path) {
    return NEVER_CHANGE.stream().anyMatch(path::contains);
  }

  /** Names all scripts that every page needs. */
  static void preload(AppShellSettings page) {
    for (String script : SCRIPTS) {
      page.addLink(script, Map.of("rel", "modulepreload"));
    }
  }

  private static List<String> scripts() {
    String entry = found(ENTRY, text("index.html")).getFirst();
    return found(NEXT, text(FOLDER + entry)).stream().map(FOLDER::concat).toList();
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(MatchResult::group).distinct().toList();
  }

  private static String text(String file) {
    try (InputStream in = Bundle.class.getClassLoader().getResourceAsStream(FILES + file)) {
      if (in == null) {
        throw new IllegalStateException("The build has no " + FILES + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
