package io.milora.model;

/** What an API key may do. */
public enum Scope {
  /** Call models. */
  INFER,
  /** Create and steer fine-tuning jobs, move aliases. */
  FINE_TUNE,
  /** Upload, read and delete files. */
  FILES,
  /** Manage keys and settings of the tenant; includes all others. */
  ADMIN
}
