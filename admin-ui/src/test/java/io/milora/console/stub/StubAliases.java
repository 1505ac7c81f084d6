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

/** Names, of which {@code support} has a rule that holds for nobody. */
final class StubAliases {
  private static final String RULED = "support";

  private StubAliases() {}

  static void answer(Exchange exchange, StubTenant tenant, List<String> path) throws IOException {
    String name = path.get(2);
    List<String> past = tenant.aliases.getOrDefault(name, List.of());
    if (exchange.is("PUT") && path.size() == 3) {
      move(exchange, tenant, name);
    } else if (path.size() == 3) {
      exchange.json(new Alias(name, past.getLast()));
    } else {
      switch (path.get(3)) {
        case "rollback" -> {
          past.removeLast();
          exchange.json(new Alias(name, past.getLast()));
        }
        case "history" -> exchange.json(StubPlatform.page(history(past), AliasChange::id));
        default -> gate(exchange, tenant, name);
      }
    }
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
    if (name.equals(RULED) && !move.path("override").asBoolean()) {
      exchange.error(
          409,
          "gate_failed",
          "The rule 'accuracy >= current - 0.5 points' does not hold: candidate 0.71, compared with 0.8.");
      return;
    }
    tenant.aliases.computeIfAbsent(name, key -> new ArrayList<>()).add(move.path("model").asText());
    exchange.json(new Alias(name, move.path("model").asText()));
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
              null));
    }
    return changes;
  }
}
