package io.milora.persistence;

import io.milora.model.BaseRegistration;
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
  public void register(BaseRegistration base) {
    transactions.callForPlatform(() -> entities.merge(BaseModelEntity.of(base)));
  }

  /** Adds a base model unless one of its name is known, which stays as it is. */
  public void registerIfUnknown(BaseRegistration base) {
    transactions.callForPlatform(
        () -> {
          if (entities.find(BaseModelEntity.class, base.name()) == null) {
            entities.persist(BaseModelEntity.of(base));
          }
          return true;
        });
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
