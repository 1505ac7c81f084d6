package io.milora.http;

import io.milora.persistence.Principal;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Checks the tokens of signed-in people: signature, issuer, audience, time and type. The issuer's
 * keys are fetched at the first token and remembered, so that it may be away later. Thread-safe.
 */
@ApplicationScoped
public class Tokens {
  private static final Logger LOG = Logger.getLogger(Tokens.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int CLOCK_SKEW_SECONDS = 5;
  private static final String ACCESS_TOKEN = "Bearer";
  private static final AlgorithmConstraints ASYMMETRIC =
      new AlgorithmConstraints(
          ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA384,
          AlgorithmIdentifiers.RSA_USING_SHA512,
          AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
          AlgorithmIdentifiers.EDDSA);

  private final OidcConfig config;
  private volatile @Nullable JwtConsumer consumer;

  Tokens(OidcConfig config) {
    this.config = config;
  }

  /** Whether something looks like a token and there is an issuer that could have made it. */
  boolean mayBe(String bearer) {
    return config.issuer().isPresent() && bearer.chars().filter(c -> c == '.').count() == 2;
  }

  /**
   * Checks a token.
   *
   * @throws ApiException 401 if it is not good; 503 if the issuer's keys cannot be had at present
   */
  TokenClaims check(String token) {
    URI issuer = config.issuer().orElseThrow();
    try {
      JwtClaims claims = consumer(issuer).processToClaims(token);
      if (!ACCESS_TOKEN.equals(claims.getClaimValueAsString("typ"))) {
        throw refused("is not an access token");
      }
      return read(claims);
    } catch (InvalidJwtException e) {
      if (isUnreachable(e)) {
        throw unreachable(issuer, e);
      }
      throw refused(reason(e));
    } catch (MalformedClaimException e) {
      throw refused("has claims of a wrong type");
    } catch (IOException e) {
      throw unreachable(issuer, e);
    }
  }

  private JwtConsumer consumer(URI issuer) throws IOException {
    JwtConsumer known = consumer;
    if (known != null) {
      return known;
    }
    JwtConsumer made =
        new JwtConsumerBuilder()
            .setExpectedIssuer(issuer.toString())
            .setExpectedAudience(config.audience())
            .setRequireExpirationTime()
            .setRequireIssuedAt()
            .setRequireSubject()
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
            .setJwsAlgorithmConstraints(ASYMMETRIC)
            .setVerificationKeyResolver(IssuerKeys.discover(issuer))
            .build();
    consumer = made;
    return made;
  }

  private static TokenClaims read(JwtClaims claims) throws MalformedClaimException {
    String subject = claims.getSubject();
    String username = claims.getClaimValueAsString("preferred_username");
    return new TokenClaims(
        new Principal.Person(subject, username == null ? subject : username),
        organizations(claims.getClaimValue("organization")),
        roles(claims.getClaimValue("realm_access")));
  }

  /** {@code {"acme": {"id": "…"}}}; organisations without an id cannot be told apart for sure. */
  private static Map<String, String> organizations(@Nullable Object claim) {
    Map<String, String> ids = new HashMap<>();
    if (claim instanceof Map<?, ?> byName) {
      byName.forEach(
          (name, details) -> {
            if (details instanceof Map<?, ?> fields && fields.get("id") instanceof String id) {
              ids.put(String.valueOf(name), id);
            }
          });
    }
    return ids;
  }

  private static Set<PlatformRole> roles(@Nullable Object claim) {
    Set<PlatformRole> roles = EnumSet.noneOf(PlatformRole.class);
    if (claim instanceof Map<?, ?> access && access.get("roles") instanceof Collection<?> names) {
      names.forEach(name -> PlatformRole.of(String.valueOf(name)).ifPresent(roles::add));
    }
    return roles;
  }

  private static boolean isUnreachable(@Nullable Throwable e) {
    return e != null && (e instanceof IOException || isUnreachable(e.getCause()));
  }

  private static String reason(InvalidJwtException e) {
    if (e.hasExpired()) {
      return "has expired";
    }
    List<Integer> codes = e.getErrorDetails().stream().map(d -> d.getErrorCode()).toList();
    if (codes.contains(org.jose4j.jwt.consumer.ErrorCodes.ISSUER_INVALID)) {
      return "comes from another issuer";
    }
    if (codes.contains(org.jose4j.jwt.consumer.ErrorCodes.AUDIENCE_INVALID)
        || codes.contains(org.jose4j.jwt.consumer.ErrorCodes.AUDIENCE_MISSING)) {
      return "is meant for another audience";
    }
    return "is not signed by the issuer, or is malformed";
  }

  private static ApiException refused(String reason) {
    return Bearer.refused("The token " + reason + "; sign in again.");
  }

  private static ApiException unreachable(URI issuer, Exception e) {
    LOG.warnf("The identity provider %s does not answer: %s", issuer, e.getMessage());
    return ApiException.unavailable(
        "The identity provider does not answer, so tokens cannot be checked at present; API keys go"
            + " on working.",
        "identity_provider_unreachable",
        RETRY);
  }
}
