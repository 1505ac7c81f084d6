package io.milora.tenantmanager.webhooks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What addresses can be told; OpenAI's names. */
enum WebhookEvent {
  SUCCEEDED,
  FAILED,
  CANCELLED;

  static final List<String> NAMES = Arrays.stream(values()).map(WebhookEvent::wireName).toList();

  private String wireName() {
    return "fine_tuning.job." + name().toLowerCase(Locale.ROOT);
  }
}
