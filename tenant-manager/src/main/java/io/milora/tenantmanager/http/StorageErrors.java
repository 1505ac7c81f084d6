package io.milora.tenantmanager.http;

import io.milora.artifacts.StorageFullException;
import io.milora.http.ApiException;
import io.milora.http.ErrorKind;
import io.milora.http.ErrorMappers;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Errors of the artifact store. */
public class StorageErrors {
  private static final Logger LOG = Logger.getLogger(StorageErrors.class);

  private final ErrorMappers mappers;

  StorageErrors(ErrorMappers mappers) {
    this.mappers = mappers;
  }

  @ServerExceptionMapper
  public Response full(StorageFullException e) {
    LOG.error("The artifact store is full", e);
    return mappers.api(
        new ApiException(
            ErrorKind.STORAGE_FULL,
            "The platform's storage is full; nothing was kept. Tell your operator.",
            null,
            "storage_full"));
  }
}
