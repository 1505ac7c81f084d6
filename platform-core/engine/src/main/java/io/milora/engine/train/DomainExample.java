package io.milora.engine.train;

import io.milora.engine.text.Example;

/**
 * A row that teaches a Mixture-of-LoRAs' routers.
 *
 * @param domain place in the list of domains, from 0
 */
public record DomainExample(Example example, int domain) {}
