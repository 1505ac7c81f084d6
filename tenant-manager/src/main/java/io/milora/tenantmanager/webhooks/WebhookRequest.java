package io.milora.tenantmanager.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.http.RequestFields;
import io.milora.model.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who is to be told what.
 *
 * @param events names of events
 */
record WebhookRequest(URI url, List<String> events) {
  private static final int LONGEST = 2000;

  /**
   * Reads a body.
   *
   * @throws io.milora.model.InvalidInputException with all problems
   */
  static WebhookRequest read(RequestFields body, WebhookAddress allowed) {
    String url = body.requiredText("url");
    URI address = url(url, allowed);
    if (address == null && body.has("url") && !url.isEmpty()) {
      body.report(
          Problem.outOfRange(
              "url",
              url.length() > LONGEST ? url.length() + " characters" : url,
              "%s://HOST…, without user and fragment, up to %d characters"
                  .formatted(String.join(" or ", allowed.schemes()), LONGEST)));
    }
    List<String> events = events(body);
    body.refuseOthers();
    body.throwIfAnyProblem();
    return new WebhookRequest(address == null ? URI.create("") : address, events);
  }

  private static @Nullable URI url(String text, WebhookAddress allowed) {
    try {
      URI url = new URI(text);
      boolean fine =
          text.length() <= LONGEST
              && url.getScheme() != null
              && allowed.schemes().contains(url.getScheme())
              && url.getHost() != null
              && url.getUserInfo() == null
              && url.getFragment() == null;
      return fine ? url : null;
    } catch (URISyntaxException e) {
      return null; // the caller says what is allowed
    }
  }

  private static List<String> events(RequestFields body) {
    JsonNode list = body.get("events");
    if (list == null) {
      return WebhookEvent.NAMES;
    }
    TreeSet<String> events = new TreeSet<>();
    for (JsonNode name : list) {
      if (!WebhookEvent.NAMES.contains(name.asText())) {
        body.report(Problem.unknown("events", name, WebhookEvent.NAMES));
        return List.of();
      }
      events.add(name.asText());
    }
    if (!list.isArray() || events.isEmpty()) {
      body.wrongType("events", list, "a list of one or more of " + WebhookEvent.NAMES);
    }
    return List.copyOf(events);
  }

  /** A body, for the OpenAPI document. */
  @Schema(name = "NewWebhook")
  record Body(
      @Schema(required = true, description = "https://…") String url,
      @Schema(description = "fine_tuning.job.succeeded, .failed, .cancelled; without it all")
          @Nullable List<String> events) {}
}
