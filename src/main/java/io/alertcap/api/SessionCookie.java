package io.alertcap.api;

import io.alertcap.api.SigningKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A browser's session, all of it in one signed cookie: nothing is stored, so any instance can read it, and only time, or
 * another signing key, ends one that was copied. It holds no secret, but who has it is let in.
 */
final class SessionCookie {
    static final Duration LIFETIME = Duration.ofHours(8);

    /** The prefix keeps plain HTTP from planting one (RFC 6265bis, section 4.1.3). */
    static final String NAME = "__Secure-alertcap";

    /** No script, no other site, no plain HTTP, and no part of the app but the pages ever sees it. */
    private static final String ATTRIBUTES = "; Path=/api/pages; Secure; HttpOnly; SameSite=Strict";

    /** When it ends, a random number of 128 bits, the name, and a signature of these three. */
    private static final Pattern VALUE = Pattern.compile(
            "(?<signed>(?<ends>\\d{1,12})\\.(?<id>[\\w-]{22})\\.(?<name>[\\w-]{1,600}))\\.(?<signature>[\\w-]{43})");

    private static final Pattern COOKIE = Pattern.compile("(?:^|;)\\s*" + NAME + "=([^;\\s]+)");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SigningKey key;
    private final Clock clock;

    /**
     * A session that was opened here and has not ended.
     *
     * @param id tells one session from another
     */
    record Session(String id, Caller caller) {}

    SessionCookie(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** Opens a session: the value of a {@code Set-Cookie} header. */
    String open(Caller caller) {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        String signed = clock.instant().plus(LIFETIME).getEpochSecond() + "." + base64(id) + "."
                + base64(caller.name().getBytes(StandardCharsets.UTF_8));
        return NAME + "=" + signed + "." + key.sign(Purpose.SESSION, signed) + "; Max-Age=" + LIFETIME.toSeconds()
                + ATTRIBUTES;
    }

    /** Takes the cookie out of the browser. */
    static String close() {
        return NAME + "=; Max-Age=0" + ATTRIBUTES;
    }

    /** The session of a request, by its {@code cookie} header. A browser may send several of one name. */
    Optional<Session> read(Map<String, String> headers) {
        return COOKIE.matcher(headers.getOrDefault("cookie", ""))
                .results()
                .map(cookie -> session(cookie.group(1)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Session> session(String value) {
        Matcher parts = VALUE.matcher(value);
        if (!parts.matches()
                || !SigningKey.same(key.sign(Purpose.SESSION, parts.group("signed")), parts.group("signature"))) {
            return Optional.empty();
        }
        // From here on it is our own text.
        Instant ends = Instant.ofEpochSecond(Long.parseLong(parts.group("ends")));
        String name = new String(Base64.getUrlDecoder().decode(parts.group("name")), StandardCharsets.UTF_8);
        return clock.instant().isBefore(ends)
                ? Optional.of(new Session(parts.group("id"), new Caller(name, Caller.Proof.SESSION)))
                : Optional.empty();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
