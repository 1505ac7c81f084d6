package io.milora.tenantmanager.aliases;

import io.milora.model.evaluation.PromotionRule;

/**
 * The rule of an alias, on the wire.
 *
 * @param text the rule in one line
 */
public record AliasGate(String object, String alias, PromotionRule rule, String text) {
  static AliasGate of(String alias, PromotionRule rule) {
    return new AliasGate("alias.gate", alias, rule, rule.toString());
  }
}
