package io.milora.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** The base models of the platform. */
@ApplicationScoped
public class BaseModels {
  private final TenantTransactions transactions;
  private final EntityManager entities;

  BaseModels(TenantTransactions transactions, EntityManager entities) {
    this.transactions = transactions;
    this.entities = entities;
  }

  /** Adds a base model, or brings what is known of it up to date. */
  public void register(BaseModelEntity base) {
    transactions.callForPlatform(() -> entities.merge(base));
  }

  /** The base model with this name. */
  public Optional<BaseModelEntity> find(String name) {
    return transactions.callForPlatform(
        () -> Optional.ofNullable(entities.find(BaseModelEntity.class, name)));
  }

  /** All base models by name. */
  public List<BaseModelEntity> list() {
    return transactions.callForPlatform(
        () ->
            entities
                .createQuery("FROM BaseModelEntity ORDER BY name", BaseModelEntity.class)
                .getResultList());
  }
}
