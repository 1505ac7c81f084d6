package io.milora.console.stub;

import com.fasterxml.jackson.databind.JsonNode;
import io.milora.console.platform.Alias;
import io.milora.console.platform.AliasChange;
import io.milora.console.platform.AliasGate;
import io.milora.model.AliasChangeKind;
import io.milora.model.openai.Deleted;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Names, of which {@code support} has a rule that holds for nobody. */
final class StubAliases {
  private static final String RULED = "support";

  private StubAliases() {}

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    if (path.size() == 2) {
      exchange.json(
          StubPlatform.page(
              tenant.aliases.keySet().stream().map(name -> alias(tenant, name)).toList(),
              Alias::name));
      return;
    }
    String name = path.get(2);
    List<String> past = tenant.aliases.getOrDefault(name, List.of());
    if (exchange.is("DELETE") && path.size() == 3) {
      tenant.aliases.remove(name);
      exchange.json(new Deleted(name, "alias", true));
    } else if (exchange.is("PUT") && path.size() == 3) {
      move(exchange, tenant, name);
    } else if (path.size() == 3 && past.isEmpty()) {
      exchange.error(404, "alias_not_found", "No such alias: " + name);
    } else if (path.size() == 3) {
      exchange.json(alias(tenant, name));
    } else {
      switch (path.get(3)) {
        case "rollback" -> {
          past.removeLast();
          exchange.json(alias(tenant, name));
        }
        case "canary" -> canary(exchange, tenant, name);
        case "history" -> exchange.json(StubPlatform.page(history(past), AliasChange::id));
        default -> gate(exchange, tenant, name);
      }
    }
  }

  static Alias alias(StubTenant tenant, String name) {
    List<String> past = Objects.requireNonNull(tenant.aliases.get(name), name);
    return new Alias(name, past.getLast(), tenant.canaries.get(name));
  }

  private static void canary(Exchange exchange, StubTenant tenant, String name) throws IOException {
    if (exchange.is("DELETE")) {
      tenant.canaries.remove(name);
    } else {
      JsonNode wanted = Exchange.JSON.readTree(exchange.http().getRequestBody());
      if (refuses(exchange, name, wanted)) {
        return;
      }
      tenant.canaries.put(
          name, new Alias.Canary(wanted.path("model").asText(), wanted.path("percent").intValue()));
    }
    exchange.json(alias(tenant, name));
  }

  private static boolean refuses(Exchange exchange, String name, JsonNode wanted)
      throws IOException {
    boolean refuses = name.equals(RULED) && !wanted.path("override").asBoolean();
    if (refuses) {
      exchange.error(
          409,
          "gate_failed",
          "The rule 'accuracy >= current - 0.5 points' does not hold: candidate 0.71, compared with 0.8.");
    }
    return refuses;
  }

  private static void gate(Exchange exchange, StubTenant tenant, String name) throws IOException {
    if (exchange.is("PUT")) {
      JsonNode gate = Exchange.JSON.readTree(exchange.http().getRequestBody());
      tenant.gates.put(name, gate.path("metric").asText() + " <= current");
      exchange.json(new AliasGate(name, tenant.gates.get(name)));
    } else if (exchange.is("DELETE")) {
      tenant.gates.remove(name);
      exchange.json(new Deleted(name, "alias.gate", true));
    } else if (tenant.gates.containsKey(name)) {
      exchange.json(new AliasGate(name, tenant.gates.get(name)));
    } else if (name.equals(RULED)) {
      exchange.json(new AliasGate(name, "accuracy >= current - 0.5 points"));
    } else {
      exchange.error(404, "gate_not_found", "Alias " + name + " has no rule.");
    }
  }

  private static void move(Exchange exchange, StubTenant tenant, String name) throws IOException {
    JsonNode move = Exchange.JSON.readTree(exchange.http().getRequestBody());
    if (refuses(exchange, name, move)) {
      return;
    }
    tenant.canaries.remove(name);
    tenant.aliases.computeIfAbsent(name, key -> new ArrayList<>()).add(move.path("model").asText());
    exchange.json(alias(tenant, name));
  }

  private static List<AliasChange> history(List<String> past) {
    List<AliasChange> changes = new ArrayList<>();
    for (int i = past.size() - 1; i >= 0; i--) {
      changes.add(
          new AliasChange(
              "change-" + i,
              Instant.now().getEpochSecond() - 60,
              AliasChangeKind.MOVED,
              i == 0 ? null : past.get(i - 1),
              past.get(i),
              null,
              null));
    }
    return changes;
  }
}
