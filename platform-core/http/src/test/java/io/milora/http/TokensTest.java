package io.milora.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milora.persistence.Principal;
import java.util.Base64;
import java.util.function.Consumer;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest {
  private SmallIssuer issuer;
  private Tokens tokens;

  @BeforeEach
  void start() throws Exception {
    issuer = new SmallIssuer();
    tokens = new Tokens(issuer);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void aGoodTokenSaysWhoAsksAndOfWhichOrganisationsAndInWhichRoles() throws Exception {
    TokenClaims claims = tokens.check(issuer.sign(issuer.alice("acme", "beta")));

    assertThat(claims.person()).isEqualTo(new Principal.Person("alice-1", "alice"));
    assertThat(claims.organizations())
        .containsEntry("acme", "id-of-acme")
        .containsEntry("beta", "id-of-beta");
    assertThat(claims.roles()).containsExactly(PlatformRole.TENANT_MEMBER);
  }

  @Test
  void whatIsNotForThePlatformOrNotInTimeIsRefused() throws Exception {
    assertRefused(claims -> claims.setIssuer("http://other.example"), "another issuer");
    assertRefused(claims -> claims.setAudience("account"), "another audience");
    assertRefused(
        claims -> claims.setExpirationTime(NumericDate.fromSeconds(1_000_000_000)), "expired");
    assertRefused(claims -> claims.unsetClaim("exp"), "malformed");
    assertRefused(claims -> claims.setClaim("typ", "ID"), "not an access token");
    assertRefused(claims -> claims.setNotBeforeMinutesInThePast(-10), "malformed");
  }

  @Test
  void whatTheIssuerDidNotSignIsRefused() throws Exception {
    String good = issuer.sign(issuer.alice("acme"));
    String unsigned =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    "{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + "."
            + good.split("\\.", -1)[1]
            + ".";

    assertRefused(unsigned, "not signed");
    assertRefused(SmallIssuer.sign(issuer.alice("acme"), issuer.newKey()), "not signed");
    assertRefused("a.b.c", "malformed");
  }

  @Test
  void keysAreRememberedWhileTheIssuerIsAway() throws Exception {
    String token = issuer.sign(issuer.alice("acme"));
    tokens.check(token);
    issuer.goAway();

    assertThat(tokens.check(token).person().username()).isEqualTo("alice");
  }

  @Test
  void withoutKeysTheIssuerIsSaidToBeAwayUntilItIsBack() throws Exception {
    String token = issuer.sign(issuer.alice("acme"));
    issuer.goAway();

    assertThatThrownBy(() -> tokens.check(token))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
              assertThat(e.response().error().code()).isEqualTo("identity_provider_unreachable");
            });
    issuer.comeBack();

    assertThat(tokens.check(token).person().username()).isEqualTo("alice");
  }

  private void assertRefused(Consumer<JwtClaims> change, String reason) throws JoseException {
    JwtClaims claims = issuer.alice("acme");
    change.accept(claims);
    assertRefused(issuer.sign(claims), reason);
  }

  private void assertRefused(String token, String reason) {
    assertThatThrownBy(() -> tokens.check(token))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED))
        .hasMessageContaining(reason);
  }
}
