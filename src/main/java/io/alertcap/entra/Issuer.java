package io.alertcap.entra;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.capture.TimeBudget;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One issuer of tokens, as it describes itself by OpenID Connect Discovery 1.0 and RFC 7517. What it said is remembered,
 * and asked for again when it is old, or when a token names a key that is not in it; but seldom, so that nobody can make the
 * app ask by sending tokens. Safe for use by several threads: one asks, the others wait for it.
 */
final class Issuer {
    /** Microsoft publishes a key well before it signs with it, and asks for a daily look. */
    static final Duration FRESH = Duration.ofHours(12);

    /** How long keys are believed in while the issuer cannot be asked. */
    static final Duration USABLE = Duration.ofDays(2);

    /** How long it is not asked again after an answer, and after none. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

    /** What its two documents may take of the few seconds that an alert has. */
    static final Duration LONGEST_READ = Duration.ofSeconds(2);

    private static final int LEAST_BITS = 2048;

    private final URI configuration;
    private final Documents documents;
    private final Clock clock;
    private @Nullable Known known;
    private @Nullable IssuerException failure;
    private Instant nextRead = Instant.MIN;

    /** What the issuer said of itself. */
    private record Known(String name, Map<String, RSAPublicKey> keys, Instant at) {}

    /**
     * A key, and whose it is.
     *
     * @param issuer the {@code iss} of the tokens that it signs
     */
    record Key(String issuer, RSAPublicKey key) {}

    Issuer(URI configuration, Documents documents, Clock clock) {
        this.configuration = configuration;
        this.documents = documents;
        this.clock = clock;
    }

    /**
     * The key of that id; empty if the issuer has none.
     *
     * @throws IssuerException if it cannot be known whether it has
     */
    synchronized Optional<Key> key(String id, TimeBudget budget) throws IssuerException {
        Instant now = clock.instant();
        Known before = known;
        if (before == null
                || !before.keys().containsKey(id)
                || !now.isBefore(before.at().plus(FRESH))) {
            readAgain(now, budget);
        }
        Known best = known;
        if (best != null && now.isBefore(best.at().plus(USABLE))) {
            RSAPublicKey key = best.keys().get(id);
            if (key != null) {
                return Optional.of(new Key(best.name(), key));
            }
        }
        if (failure != null) {
            throw new IssuerException(
                    "The keys of " + configuration.getHost() + " cannot be read: " + failure.getMessage() + ".");
        }
        return Optional.empty();
    }

    /** Asks before the first token comes. What fails here fails there again, and is told there. */
    synchronized void prepare() {
        readAgain(clock.instant(), TimeBudget.of(clock, LONGEST_READ));
    }

    private void readAgain(Instant now, TimeBudget budget) {
        if (now.isBefore(nextRead)) {
            return;
        }
        try {
            known = read(now, budget.within(LONGEST_READ));
            failure = null;
            nextRead = now.plus(PAUSE);
        } catch (IssuerException e) {
            failure = e;
            nextRead = now.plus(PAUSE_AFTER_FAILURE);
        }
    }

    private Known read(Instant now, TimeBudget budget) throws IssuerException {
        JsonNode self = documents.read(configuration, budget.left());
        String name = self.path("issuer").asText();
        if (name.isEmpty()) {
            throw new IssuerException("it does not name itself");
        }
        URI keys;
        try {
            keys = new URI(self.path("jwks_uri").asText());
        } catch (URISyntaxException e) {
            throw new IssuerException("it does not say where its keys are");
        }
        Map<String, RSAPublicKey> byId = new HashMap<>();
        for (JsonNode key : documents.read(keys, budget.left()).path("keys")) {
            rsa(key).ifPresent(rsa -> byId.put(key.path("kid").asText(), rsa));
        }
        if (byId.isEmpty()) {
            throw new IssuerException("it publishes no key that can be used");
        }
        return new Known(name, Map.copyOf(byId), now);
    }

    /** Of several kinds of keys that an issuer may publish, the one that can be used here (RFC 7518, section 6.3.1). */
    private static Optional<RSAPublicKey> rsa(JsonNode key) {
        if (!key.path("kty").asText().equals("RSA")
                || !key.path("use").asText("sig").equals("sig")) {
            return Optional.empty();
        }
        try {
            RSAPublicKeySpec numbers = new RSAPublicKeySpec(number(key, "n"), number(key, "e"));
            return numbers.getModulus().bitLength() < LEAST_BITS
                    ? Optional.empty()
                    : Optional.of((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(numbers));
        } catch (IllegalArgumentException | InvalidKeySpecException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
    }
}
