package io.milora.console.platform;

import io.milora.model.openai.Page;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * What was served: the same questions to a tenant's part of the control plane and the operators'.
 */
public interface ServedPlane {
  /**
   * Percentiles.
   *
   * @param step pieces of time, such as {@code 5m}; null for the whole window at once
   * @param kinds lower case, with commas between; null for all
   * @param groupBy with commas between, or null
   * @param top so many adapters are told apart, those with most requests; null for all
   */
  @GET
  @Path("latency")
  LatencyReport latency(
      @BeanParam Caller caller,
      @BeanParam ServedParameters served,
      @QueryParam("step") @Nullable String step,
      @QueryParam("kind") @Nullable String kinds,
      @QueryParam("group_by") @Nullable String groupBy,
      @QueryParam("top") @Nullable Integer top);

  /**
   * Requests and tokens.
   *
   * @param groupBy {@code minute}, {@code hour} and others, with commas between
   */
  @GET
  @Path("usage")
  UsageReport served(
      @BeanParam Caller caller,
      @BeanParam ServedParameters served,
      @QueryParam("group_by") String groupBy);

  /**
   * The slowest requests; of each minute a few are known.
   *
   * @param kind by what they are slow, lower case
   */
  @GET
  @Path("latency/slowest")
  Page<SlowRequest> slowest(
      @BeanParam Caller caller,
      @BeanParam ServedParameters served,
      @QueryParam("kind") String kind,
      @QueryParam("limit") int limit);
}
