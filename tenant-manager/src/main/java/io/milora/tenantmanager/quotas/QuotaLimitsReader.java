package io.milora.tenantmanager.quotas;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.RequestFields;
import io.milora.model.InvalidInputException;
import io.milora.model.Quota;
import io.milora.model.QuotaLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** Reads limits: a number for each quota, null or nothing for no limit. */
@ApplicationScoped
class QuotaLimitsReader {
  private final ObjectMapper json;

  QuotaLimitsReader(ObjectMapper json) {
    this.json = json;
  }

  /**
   * The limits.
   *
   * @param allowed which quotas may be named
   * @throws InvalidInputException with all problems
   */
  QuotaLimits read(InputStream body, Predicate<Quota> allowed) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    Map<Quota, Long> limits = new EnumMap<>(Quota.class);
    for (Quota quota : Quota.values()) {
      if (allowed.test(quota)) {
        Long limit = fields.integer(quota.wireName());
        if (limit != null) {
          limits.put(quota, limit);
        }
      }
    }
    fields.refuseOthers();
    QuotaLimits read = QuotaLimits.NONE;
    try {
      read = new QuotaLimits(limits);
    } catch (InvalidInputException e) {
      e.problems().forEach(fields::report);
    }
    fields.throwIfAnyProblem();
    return read;
  }
}
