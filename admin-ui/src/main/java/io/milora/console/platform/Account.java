package io.milora.console.platform;

import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import io.quarkus.rest.client.reactive.ClientExceptionMapper;
import io.quarkus.rest.client.reactive.ClientQueryParam;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** Who may use a tenant, and what they did and used. Errors as in {@link ControlPlane}. */
@RegisterRestClient(configKey = "control-plane")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public interface Account {
  /** Reads why a call was refused. */
  @ClientExceptionMapper
  @Blocking
  static PlatformException refused(Response response) {
    return PlatformErrors.read(response);
  }

  /** All keys, ended ones too, oldest first. */
  @GET
  @Path("api_keys")
  Page<ApiKey> keys(@BeanParam Caller caller);

  /** The answer is the only one with the key itself. */
  @POST
  @Path("api_keys")
  ApiKey issue(@BeanParam Caller caller, NewApiKey terms);

  /** A key with the same terms; the old one ends after the overlap. */
  @POST
  @Path("api_keys/{id}/rotate")
  ApiKey rotate(@BeanParam Caller caller, @PathParam("id") String id, KeyRotation rotation);

  @DELETE
  @Path("api_keys/{id}")
  Deleted revoke(@BeanParam Caller caller, @PathParam("id") String id);

  /** All members, oldest first. */
  @GET
  @Path("members")
  Page<Member> members(@BeanParam Caller caller);

  /** Invites somebody, or changes a member's role. */
  @POST
  @Path("members")
  Member invite(@BeanParam Caller caller, NewMember member);

  @DELETE
  @Path("members/{id}")
  Deleted removeMember(@BeanParam Caller caller, @PathParam("id") String id);

  /** Everything that the tenant has as a zip; the caller closes it. */
  @GET
  @Path("export")
  @Produces("application/zip")
  InputStream export(@BeanParam Caller caller);

  /** Whom the platform tells about the end of jobs, oldest first. */
  @GET
  @Path("webhooks")
  Page<Webhook> webhooks(@BeanParam Caller caller);

  /** The answer is the only one with the secret. */
  @POST
  @Path("webhooks")
  Webhook createWebhook(@BeanParam Caller caller, NewWebhook webhook);

  /** Forgets also what was or is to be sent. */
  @DELETE
  @Path("webhooks/{id}")
  Deleted deleteWebhook(@BeanParam Caller caller, @PathParam("id") String id);

  /** What an address was told, newest first, after the event with an id. */
  @GET
  @Path("webhooks/{id}/deliveries")
  Page<WebhookDelivery> deliveries(
      @BeanParam Caller caller,
      @PathParam("id") String id,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  /** Sends an event once more, under the same id. */
  @POST
  @Path("webhooks/{id}/deliveries/{delivery}/send")
  WebhookDelivery sendAgain(
      @BeanParam Caller caller, @PathParam("id") String id, @PathParam("delivery") String delivery);

  /** What the tenant may use, and uses. */
  @GET
  @Path("quota")
  CallersQuota quota(@BeanParam Caller caller);

  /**
   * Requests and tokens.
   *
   * @param from seconds since 1970
   * @param to seconds since 1970, exclusive; null for now
   * @param groupBy {@code day}, {@code key}, {@code alias} and others, with commas between
   */
  @GET
  @Path("usage")
  UsageReport usage(
      @BeanParam Caller caller,
      @QueryParam("from") long from,
      @QueryParam("to") @Nullable Long to,
      @QueryParam("group_by") String groupBy);

  /** The same for spreadsheets. */
  @GET
  @Path("usage")
  @Produces("text/csv")
  @ClientQueryParam(name = "format", value = "csv")
  String usageTable(
      @BeanParam Caller caller,
      @QueryParam("from") long from,
      @QueryParam("to") @Nullable Long to,
      @QueryParam("group_by") String groupBy);

  /** Who changed what, newest first, after the event with an id. */
  @GET
  @Path("audit")
  Page<AuditEvent> audit(
      @BeanParam Caller caller,
      @BeanParam AuditQuery query,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") int limit);

  /**
   * The same for other programs.
   *
   * @param format {@code csv} or {@code jsonl}
   * @param limit up to 10000
   */
  @GET
  @Path("audit")
  @Produces({"text/csv", "application/jsonl"})
  String auditFile(
      @BeanParam Caller caller,
      @BeanParam AuditQuery query,
      @QueryParam("format") String format,
      @QueryParam("limit") int limit);
}
