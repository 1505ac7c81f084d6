package io.milora.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private final long later = Instant.now().getEpochSecond() + 600;

  @Test
  void organisationsAreReadFromAListAndFromAnObject() {
    assertThat(token(later, "[\"globex\",\"acme\"]").tenants()).containsExactly("acme", "globex");
    assertThat(token(later, "{\"acme\":{\"id\":\"1\"}}").tenants()).containsExactly("acme");
  }

  @Test
  void whatIsNoTokenIsRefused() {
    assertThatThrownBy(() -> Token.parse("opaque")).hasMessageContaining("no JSON web token");
  }

  @Test
  void anotherTenantMakesOtherCredentialsAndLeavesTheOldOnesAsTheyAre() {
    SignedIn user = new SignedIn();
    user.renew(token(later, "[\"acme\",\"globex\"]"));
    Credentials before = user.credentials().orElseThrow();
    user.choose("globex");
    assertThat(before.tenant()).isEqualTo("acme");
    assertThat(before.caller().tenant).isEqualTo("acme");
    assertThat(user.credentials().orElseThrow().tenant()).isEqualTo("globex");
    assertThatThrownBy(() -> user.choose("initech")).hasMessageContaining("initech");
  }

  @Test
  void credentialsEndWithTheTokenAndWithTheMembership() {
    assertThat(new Credentials("acme", token(1, "[\"acme\"]")).isValid()).isFalse();
    Credentials member = new Credentials("acme", token(later, "[\"acme\"]"));
    assertThat(member.isValid()).isTrue();
    member.renew(token(later, "[\"globex\"]"));
    assertThat(member.isValid()).isFalse();
  }

  @Test
  void whoLeftTheChosenTenantGoesOnWithAnother() {
    SignedIn user = new SignedIn();
    user.renew(token(later, "[\"acme\"]"));
    user.renew(token(later, "[\"globex\"]"));
    assertThat(user.credentials().orElseThrow().tenant()).isEqualTo("globex");
    user.renew(token(later, "[]"));
    assertThat(user.credentials()).isEmpty();
  }

  private static Token token(long expires, String organization) {
    String claims =
        "{\"exp\":%d,\"name\":\"Ada\",\"organization\":%s}".formatted(expires, organization);
    return Token.parse(
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".signature");
  }
}
