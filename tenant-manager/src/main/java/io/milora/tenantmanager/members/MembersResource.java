package io.milora.tenantmanager.members;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.milora.http.CurrentCaller;
import io.milora.http.RequestFields;
import io.milora.http.RequiresScope;
import io.milora.model.MemberRole;
import io.milora.model.Problem;
import io.milora.model.Scope;
import io.milora.model.openai.Deleted;
import io.milora.model.openai.Page;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** {@code /v1/members}: the people of a tenant. */
@Path("/v1/members")
@RequiresScope(Scope.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Members")
public class MembersResource {
  private static final int CREATED = 201;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");

  private final MemberService members;
  private final ObjectMapper json;
  private final CurrentCaller caller;

  MembersResource(MemberService members, ObjectMapper json, CurrentCaller caller) {
    this.members = members;
    this.json = json;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "All members, oldest first")
  public Page<MemberView> list() {
    return members.list(caller.tenant());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(CREATED)
  @APIResponseSchema(value = MemberView.class, responseCode = "201")
  @Operation(summary = "Invites somebody by e-mail, or changes the role of a member")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = NewMember.class)))
  public MemberView invite(InputStream body) throws IOException {
    RequestFields fields = RequestFields.of(body, json);
    String email = fields.requiredText("email").toLowerCase(Locale.ROOT);
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      fields.report(Problem.outOfRange("email", email, "an e-mail address"));
    }
    MemberRole role = fields.constant("role", MemberRole.class, MemberRole.MEMBER);
    fields.refuseOthers();
    fields.throwIfAnyProblem();
    return members.invite(caller.tenant(), email, role);
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Ends a membership, at once")
  public Deleted remove(@PathParam("id") String id) {
    return members.remove(caller.tenant(), id);
  }

  /** A body, for the OpenAPI document. */
  @Schema(name = "NewMember")
  record NewMember(
      @Schema(required = true) String email,
      @Schema(description = "member if not said") @Nullable MemberRole role) {}
}
