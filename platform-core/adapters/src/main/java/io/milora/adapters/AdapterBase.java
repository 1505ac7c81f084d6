package io.milora.adapters;

import io.milora.model.BaseShape;

/** The base model that an adapter has to fit. */
public record AdapterBase(String name, BaseShape shape, BaseHashes hashes) {}
