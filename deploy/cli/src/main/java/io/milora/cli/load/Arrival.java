package io.milora.cli.load;

import io.milora.model.ChatMessage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to come.
 *
 * @param at from the beginning
 * @param limit what the server is given for it; null for the server's own
 * @param patience when its client goes away, whatever it has got by then; null for never
 */
record Arrival(
    Duration at,
    LoadTenant tenant,
    List<ChatMessage> prompt,
    int maxTokens,
    @Nullable Duration limit,
    @Nullable Duration patience) {}
