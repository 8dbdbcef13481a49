package io.alertcap.entra;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.JWTVerifier.BaseVerification;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.MissingClaimException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.alertcap.api.Caller;
import io.alertcap.api.TokenCheck;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of an action group's secure webhook: signed by the tenant's issuer, for our app registration, by Azure Monitor's own
 * application, to which the registration's owner has given the role. Safe for use by several threads.
 *
 * @see <a href="https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#configure-authentication-for-secure-webhook">
 *     Configure authentication for secure webhook</a>
 * @see <a href="https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens">Validate tokens</a>
 */
public final class EntraTokens implements TokenCheck {
    /** "AzNS AAD Webhook", the application of Microsoft's that action groups call as. */
    static final String ACTION_GROUPS = "461e8683-5575-4561-ac7f-899cc907d62a";

    /** The app role that Microsoft's set-up script makes and gives to it. */
    static final String ROLE = "ActionGroupsSecureWebhook";

    /** How far the issuer's clock and ours may be apart. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private static final String BEARER = "Bearer ";
    private static final int LONGEST = 16 * 1024;

    private final List<String> audiences;
    private final Issuer version1;
    private final Issuer version2;
    private final Clock clock;

    public EntraTokens(SecureWebhook webhook, Clock clock) {
        Documents documents = new Documents();
        this.audiences = webhook.audiences();
        this.version1 = new Issuer(webhook.configuration(1), documents, clock);
        this.version2 = new Issuer(webhook.configuration(2), documents, clock);
        this.clock = clock;
    }

    /** Asks for the keys before the first token comes. */
    public void prepare() {
        version2.prepare();
        version1.prepare();
    }

    @Override
    public Verdict check(@Nullable String authorization, TimeBudget budget) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Missing();
        }
        String text = authorization.substring(BEARER.length()).strip();
        if (text.length() > LONGEST) {
            return new Bad("It is longer than any token of Entra ID.");
        }
        DecodedJWT token;
        Issuer issuer;
        try {
            token = JWT.decode(text);
            // Before a key is looked for: what is verified is chosen here, never by the token.
            if (!"RS256".equals(token.getAlgorithm()) || token.getKeyId() == null) {
                return new Bad("It is not signed by RS256 with a named key.");
            }
            issuer = "2.0".equals(token.getClaim("ver").asString()) ? version2 : version1;
        } catch (RuntimeException e) {
            // Not only its own: the library does not expect a header or a payload that is null.
            return new Bad("It is no JSON Web Token.");
        }
        try {
            Optional<Issuer.Key> key = issuer.key(token.getKeyId(), budget);
            return key.isPresent() ? check(token, key.get()) : new Bad("Its issuer has no such key.");
        } catch (IssuerException e) {
            return new Undecided(String.valueOf(e.getMessage()));
        }
    }

    private Verdict check(DecodedJWT token, Issuer.Key key) {
        JWTVerifier verifier = ((BaseVerification) JWT.require(Algorithm.RSA256(key.key(), null))
                        .withIssuer(key.issuer())
                        .withAnyOfAudience(audiences.toArray(String[]::new))
                        .withClaimPresence("exp")
                        .acceptLeeway(SKEW.toSeconds()))
                .build(clock);
        try {
            verifier.verify(token);
            return mayPost(token);
        } catch (SignatureVerificationException e) {
            return new Bad("Its signature is not its issuer's.");
        } catch (TokenExpiredException e) {
            return new Bad("It has expired.");
        } catch (IncorrectClaimException e) {
            return new Bad("Its claim " + e.getClaimName() + " is not what it must be.");
        } catch (MissingClaimException e) {
            return new Bad("It has no claim " + e.getClaimName() + ".");
        } catch (JWTVerificationException e) {
            return new Bad("It cannot be verified.");
        }
    }

    private static Verdict mayPost(DecodedJWT token) {
        String application = token.getClaim(token.getClaim("azp").isMissing() ? "appid" : "azp")
                .asString();
        if (!ACTION_GROUPS.equals(application)) {
            return new NotAllowed("It is not of Azure Monitor's action groups.");
        }
        List<String> roles = token.getClaim("roles").asList(String.class);
        if (roles == null || !roles.contains(ROLE)) {
            return new NotAllowed("Its application was not given the role " + ROLE + ".");
        }
        return new Good(new Caller("Azure Monitor", Caller.Proof.ENTRA));
    }
}
