package io.milora.console.platform;

import io.milora.model.openai.Routes;
import io.milora.model.openai.Usage;

/** What the routers decided for a prompt; the answer itself is left out. */
public record RoutedAnswer(Routes routes, Usage usage) {}
