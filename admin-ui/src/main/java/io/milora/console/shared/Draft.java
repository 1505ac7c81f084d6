package io.milora.console.shared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.vaadin.flow.component.UI;
import io.milora.console.platform.WireJson;
import io.milora.console.session.Credentials;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was filled in and not sent, kept by the browser: it is there again after the session ended
 * in the middle of a form. Drafts of different people and tenants know nothing of each other, and
 * whoever signs out leaves none. Nothing secret belongs into one.
 */
public final class Draft {
  private static final ObjectMapper JSON = WireJson.mapper();
  private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};

  private final String key;

  /**
   * A draft.
   *
   * @param form which form it is of
   */
  public Draft(Credentials credentials, String form) {
    this.key = String.join(".", "milora.draft", credentials.user(), credentials.tenant(), form);
  }

  /** Keeps the fields' values by their names. */
  public void keep(Map<String, String> fields) {
    try {
      UI.getCurrent()
          .getPage()
          .executeJs("localStorage.setItem($0, $1)", key, JSON.writeValueAsString(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are JSON", e);
    }
  }

  /** Forgets it: the form was sent. */
  public void drop() {
    UI.getCurrent().getPage().executeJs("localStorage.removeItem($0)", key);
  }

  /** Gives back what was kept, soon; nothing happens if there is nothing. */
  public void restore(Consumer<Map<String, String>> fill) {
    UI.getCurrent()
        .getPage()
        .executeJs("return localStorage.getItem($0) || ''", key)
        .then(String.class, kept -> read(kept, fill));
  }

  private void read(@Nullable String kept, Consumer<Map<String, String>> fill) {
    if (kept == null || kept.isEmpty()) {
      return;
    }
    try {
      fill.accept(JSON.readValue(kept, FIELDS));
    } catch (JsonProcessingException e) {
      // Somebody else's, or of an older console: of no use to anybody.
      drop();
    }
  }
}
