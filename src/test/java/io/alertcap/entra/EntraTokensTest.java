package io.alertcap.entra;

import static io.alertcap.entra.LocalIssuer.base64;
import static io.alertcap.entra.LocalIssuer.header;
import static io.alertcap.entra.LocalIssuer.pair;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.api.Caller;
import io.alertcap.api.TokenCheck.Bad;
import io.alertcap.api.TokenCheck.Good;
import io.alertcap.api.TokenCheck.Missing;
import io.alertcap.api.TokenCheck.NotAllowed;
import io.alertcap.api.TokenCheck.Undecided;
import io.alertcap.api.TokenCheck.Verdict;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.TimeBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntraTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Good GOOD = new Good(new Caller("Azure Monitor", Caller.Proof.ENTRA));
    private static final Bad NO_SUCH_KEY = new Bad("Its issuer has no such key.");

    private final MutableClock clock = new MutableClock(NOW);
    private LocalIssuer issuer;
    private EntraTokens tokens;

    @BeforeEach
    void start() throws IOException {
        issuer = new LocalIssuer();
        issuer.publish("key-1");
        tokens = new EntraTokens(issuer.webhook(), clock);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    // ---- what is good ---------------------------------------------------------------------------------------

    @Test
    void takes_a_token_of_version_2() {
        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(GOOD);
    }

    @Test
    void takes_a_token_of_version_1() {
        assertThat(check(issuer.tokenOfVersion1(NOW, "key-1"))).isEqualTo(GOOD);
    }

    @Test
    void takes_an_audience_among_others_a_role_among_others_and_any_case_of_bearer() {
        String token = issuer.token(NOW, "key-1", claims -> {
            claims.putArray("aud").add("another").add(LocalIssuer.CLIENT_ID);
            claims.putArray("roles").add("Another").add(EntraTokens.ROLE);
        });

        assertThat(tokens.check("bearer  " + token, budget())).isEqualTo(GOOD);
    }

    @Test
    void lets_clocks_be_a_minute_apart() {
        String token = issuer.token(NOW, "key-1");
        String early = issuer.token(NOW.plusSeconds(60), "key-1");

        assertThat(check(early)).isEqualTo(GOOD);
        clock.advance(Duration.ofSeconds(3_600 + 59));
        assertThat(check(token)).isEqualTo(GOOD);
        clock.advance(Duration.ofSeconds(2));
        assertThat(check(token)).isEqualTo(new Bad("It has expired."));
    }

    // ---- what is not ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic QWxhZGRpbg==", "Bearer", "Token x"})
    void misses_a_token(String authorization) {
        assertThat(tokens.check(authorization, budget())).isEqualTo(new Missing());
        assertThat(tokens.check(null, budget())).isEqualTo(new Missing());
    }

    static Stream<Arguments> badClaims() {
        return Stream.of(
                bad(
                        "expired",
                        "It has expired.",
                        claims -> claims.put("exp", NOW.minusSeconds(61).getEpochSecond())),
                bad("without an end", "It has no claim exp.", claims -> claims.remove("exp")),
                bad(
                        "not valid yet",
                        "Its claim nbf is not what it must be.",
                        claims -> claims.put("nbf", NOW.plusSeconds(62).getEpochSecond())),
                bad(
                        "issued later",
                        "Its claim iat is not what it must be.",
                        claims -> claims.put("iat", NOW.plusSeconds(62).getEpochSecond())),
                bad("for another", "Its claim aud is not what it must be.", claims -> claims.put("aud", "api://other")),
                bad("for nobody", "It has no claim aud.", claims -> claims.remove("aud")),
                bad(
                        "of another tenant",
                        "Its claim iss is not what it must be.",
                        claims -> claims.put("iss", "https://login.microsoftonline.com/another/v2.0")),
                bad(
                        "of version 1's issuer in version 2",
                        "Its claim iss is not what it must be.",
                        claims -> claims.put("iss", LocalIssuer.VERSION_1)),
                bad(
                        "of version 2's issuer in version 1",
                        "Its claim iss is not what it must be.",
                        claims -> claims.put("ver", "1.0")),
                bad("of no issuer", "It has no claim iss.", claims -> claims.remove("iss")));
    }

    private static Arguments bad(String which, String reason, Consumer<ObjectNode> change) {
        return Arguments.of(which, reason, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void refuses_a_token(String which, String reason, Consumer<ObjectNode> change) {
        assertThat(check(issuer.token(NOW, "key-1", change))).isEqualTo(new Bad(reason));
    }

    static Stream<Arguments> othersClaims() {
        String application = "It is not of Azure Monitor's action groups.";
        String role = "Its application was not given the role ActionGroupsSecureWebhook.";
        return Stream.of(
                bad("of another application", application, claims -> claims.put("azp", LocalIssuer.CLIENT_ID)),
                bad("of no application", application, claims -> claims.remove("azp")),
                bad(
                        "whose old name for the application is the right one",
                        application,
                        claims -> claims.put("azp", "x").put("appid", EntraTokens.ACTION_GROUPS)),
                bad(
                        "with another role",
                        role,
                        claims -> claims.putArray("roles").add("Reader")),
                bad("without a role", role, claims -> claims.remove("roles")),
                bad(
                        "with the role as a scope",
                        role,
                        claims -> claims.put("scp", EntraTokens.ROLE).remove("roles")),
                bad("with a text for roles", role, claims -> claims.put("roles", EntraTokens.ROLE)));
    }

    /** Its issuer signed it; still nothing in it may bring the check down. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"exp\":9223372036854775807}",
                "{\"exp\":\"tomorrow\"}",
                "{\"aud\":{}}",
                "{\"aud\":[1,null]}",
                "{\"iss\":[]}",
                "{\"azp\":1}",
                "{\"roles\":[1,{}]}",
                "{\"roles\":[[]]}",
                "{\"nbf\":-1e99}"
            })
    void a_genuine_token_of_an_odd_shape_is_not_let_through(String odd) {
        String token = issuer.token(NOW, "key-1", claims -> claims.setAll(LocalIssuer.parsed(odd)));

        assertThat(check(token)).isInstanceOfAny(Bad.class, NotAllowed.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("othersClaims")
    void does_not_let_through_a_genuine_token(String which, String reason, Consumer<ObjectNode> change) {
        assertThat(check(issuer.token(NOW, "key-1", change))).isEqualTo(new NotAllowed(reason));
    }

    @Test
    void refuses_a_token_without_signature() {
        String claims = issuer.token(NOW, "key-1").split("\\.", -1)[1];

        for (String algorithm : new String[] {"none", "None", "NONE", ""}) {
            String head = base64(header("key-1").put("alg", algorithm).toString());
            assertThat(check(head + "." + claims + "."))
                    .as(algorithm)
                    .isEqualTo(new Bad("It is not signed by RS256 with a named key."));
        }
    }

    @Test
    void refuses_a_token_that_is_signed_with_the_public_key_as_if_that_were_a_secret() throws GeneralSecurityException {
        String head = base64(header("key-1").put("alg", "HS256").toString()) + "."
                + issuer.token(NOW, "key-1").split("\\.", -1)[1];
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair("key-1").getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : new byte[][] {
            pem.getBytes(StandardCharsets.US_ASCII), pair("key-1").getPublic().getEncoded()
        }) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String token = head + "." + base64(mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));

            assertThat(check(token)).isEqualTo(new Bad("It is not signed by RS256 with a named key."));
        }
    }

    @Test
    void refuses_a_token_with_a_changed_payload() {
        String[] parts =
                issuer.token(NOW, "key-1", claims -> claims.remove("roles")).split("\\.", -1);
        String changed = issuer.token(NOW, "key-1").split("\\.", -1)[1];

        assertThat(check(parts[0] + "." + changed + "." + parts[2]))
                .isEqualTo(new Bad("Its signature is not its issuer's."));
    }

    @Test
    void refuses_a_token_that_somebody_else_signed_under_the_name_of_a_key_of_the_issuer() {
        ObjectNode claims = claims(issuer.token(NOW, "key-1"));
        String token = LocalIssuer.signed(header("key-1"), claims, pair("key-of-a-stranger"));

        assertThat(check(token)).isEqualTo(new Bad("Its signature is not its issuer's."));
    }

    @Test
    void looks_for_keys_nowhere_else_than_at_the_issuer() {
        ObjectNode header = header("key-of-a-stranger")
                .put("jku", issuer.authority() + "/evil/keys")
                .put("x5u", issuer.authority() + "/evil/certificate");
        header.putObject("jwk").put("kty", "RSA");
        ObjectNode claims = claims(issuer.token(NOW, "key-1"));

        assertThat(check(LocalIssuer.signed(header, claims, pair("key-of-a-stranger"))))
                .isEqualTo(NO_SUCH_KEY);
        assertThat(issuer.requests()).noneMatch(path -> path.contains("evil"));
    }

    @Test
    void refuses_a_token_that_names_no_key() {
        ObjectNode header = header("key-1");
        header.remove("kid");

        assertThat(check(LocalIssuer.signed(header, claims(issuer.token(NOW, "key-1")), pair("key-1"))))
                .isEqualTo(new Bad("It is not signed by RS256 with a named key."));
    }

    @Test
    void a_key_of_fewer_than_2048_bits_is_none() {
        issuer.publish("short-key", "key-1");

        assertThat(check(issuer.token(NOW, "short-key"))).isEqualTo(NO_SUCH_KEY);
        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(GOOD);
    }

    @Test
    void refuses_what_is_no_token() {
        Random random = new Random(20261121);
        Stream<String> fixed = Stream.of(
                "x",
                "..",
                "a.b.c",
                "a.b.c.d.e",
                "%%%.%%%.%%%",
                base64("null") + "." + base64("null") + ".x",
                base64("[]") + "." + base64("[]") + ".x",
                base64("{}") + "." + base64("{}") + ".x",
                base64("{\"alg\":[]}") + "." + base64("{}") + ".x",
                base64(header("key-1").toString()) + "." + base64("null") + ".x",
                base64(header("key-1").toString()) + "." + base64("{\"exp\":9223372036854775807}") + ".x",
                base64(header("key-1").toString()) + "." + base64("{\"exp\":1e99999}") + ".x",
                base64(header("key-1").toString()) + "." + base64("{\"aud\":{}}") + ".x",
                base64(header("key-1").toString()) + "." + base64("[".repeat(9_000)) + ".x",
                "x".repeat(16 * 1024 + 1));
        String good = issuer.token(NOW, "key-1");
        Stream<String> noise = Stream.generate(() -> noise(good, random)).limit(500);

        assertThat(Stream.concat(fixed, noise))
                .allSatisfy(text -> assertThat(check(text)).isInstanceOf(Bad.class));
    }

    /** A good token, changed in some places. (Not in its last character, whose last four bits mean nothing.) */
    private static String noise(String good, Random random) {
        StringBuilder token = new StringBuilder(good);
        while (token.toString().equals(good) || random.nextInt(3) > 0) {
            int at = random.nextInt(token.length() - 1);
            if (random.nextBoolean()) {
                token.deleteCharAt(at);
            } else {
                token.setCharAt(at, (char) (33 + random.nextInt(94)));
            }
        }
        return token.toString();
    }

    // ---- the issuer's keys ----------------------------------------------------------------------------------

    @Test
    void asks_the_issuer_once_for_many_tokens() {
        for (int i = 0; i < 5; i++) {
            assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(GOOD);
        }

        assertThat(issuer.requests()).hasSize(2);
    }

    @Test
    void takes_a_token_of_a_new_key_as_soon_as_it_is_published() {
        check(issuer.token(NOW, "key-1"));
        issuer.publish("key-1", "key-2");
        clock.advance(Issuer.PAUSE);

        assertThat(check(issuer.token(NOW, "key-2"))).isEqualTo(GOOD);
        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(GOOD);
        assertThat(issuer.requests()).hasSize(4);
    }

    @Test
    void nobody_can_make_it_ask_often() {
        for (int i = 0; i < 20; i++) {
            assertThat(check(issuer.token(NOW, "key-of-a-stranger"))).isEqualTo(NO_SUCH_KEY);
        }
        assertThat(issuer.requests()).hasSize(2);

        clock.advance(Issuer.PAUSE);
        assertThat(check(issuer.token(NOW, "key-of-a-stranger"))).isEqualTo(NO_SUCH_KEY);
        assertThat(issuer.requests()).hasSize(4);
    }

    @Test
    void forgets_a_key_that_was_withdrawn() {
        Consumer<ObjectNode> lasting =
                claims -> claims.put("exp", NOW.plus(Duration.ofDays(1)).getEpochSecond());
        String token = issuer.token(NOW, "key-1", lasting);
        assertThat(check(token)).isEqualTo(GOOD);
        issuer.publish("key-2");

        clock.advance(Issuer.FRESH.minusSeconds(1));
        assertThat(check(token)).isEqualTo(GOOD);
        clock.advance(Duration.ofSeconds(1));
        assertThat(check(token)).isEqualTo(NO_SUCH_KEY);
    }

    @Test
    void goes_on_with_the_keys_it_has_while_the_issuer_is_down_but_not_for_ever() {
        Consumer<ObjectNode> lasting =
                claims -> claims.put("exp", NOW.plus(Duration.ofDays(9)).getEpochSecond());
        String token = issuer.token(NOW, "key-1", lasting);
        check(token);
        issuer.behave((exchange, right) -> LocalIssuer.answer(exchange, 503, ""));

        clock.advance(Issuer.USABLE.minusSeconds(1));
        assertThat(check(token)).isEqualTo(GOOD);
        clock.advance(Duration.ofSeconds(1));
        assertThat(check(token)).isEqualTo(undecided("it answers HTTP 503"));
    }

    @Test
    void cannot_decide_about_a_new_key_while_the_issuer_is_down() {
        check(issuer.token(NOW, "key-1"));
        issuer.behave((exchange, right) -> LocalIssuer.answer(exchange, 500, ""));
        clock.advance(Issuer.PAUSE);

        assertThat(check(issuer.token(NOW, "key-2"))).isEqualTo(undecided("it answers HTTP 500"));
    }

    @Test
    void asks_again_soon_after_the_issuer_was_down() {
        issuer.behave((exchange, right) -> exchange.close());
        String token = issuer.token(NOW, "key-1");
        assertThat(check(token)).isEqualTo(undecided("it cannot be reached, or breaks off"));
        int asked = issuer.requests().size();
        issuer.behaveWell();

        assertThat(check(token)).isInstanceOf(Undecided.class);
        assertThat(issuer.requests()).hasSize(asked);
        clock.advance(Issuer.PAUSE_AFTER_FAILURE);
        assertThat(check(token)).isEqualTo(GOOD);
    }

    @Test
    void cannot_decide_when_nobody_listens() {
        issuer.close();

        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(undecided("it cannot be reached, or breaks off"));
    }

    static Stream<Arguments> misbehaviour() {
        return Stream.of(
                misbehaves("something that is not JSON", "<html>", "it answers something that is not JSON"),
                misbehaves("nothing", "", "it does not name itself"),
                misbehaves("a list", "[]", "it does not name itself"),
                misbehaves("no keys' address", "{\"issuer\":\"x\"}", "it names an address that is not https"),
                misbehaves(
                        "keys over plain http",
                        "{\"issuer\":\"x\",\"jwks_uri\":\"http://keys.example/\"}",
                        "it names an address that is not https"),
                misbehaves(
                        "keys in a file",
                        "{\"issuer\":\"x\",\"jwks_uri\":\"file:///etc/passwd\"}",
                        "it names an address that is not https"),
                misbehaves(
                        "an address that is none",
                        "{\"issuer\":\"x\",\"jwks_uri\":\"https://a b\"}",
                        "it does not say where its keys are"),
                misbehaves(
                        "more than a set of keys has",
                        "{\"issuer\":\"" + "x".repeat(Documents.MOST_BYTES) + "\"}",
                        "it cannot be reached, or breaks off"));
    }

    private static Arguments misbehaves(String which, String body, String reason) {
        return Arguments.of(which, body, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void cannot_decide_when_the_issuer_answers(String which, String body, String reason) {
        issuer.behave((exchange, right) -> LocalIssuer.answer(exchange, body));

        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(undecided(reason));
    }

    @Test
    void cannot_decide_when_the_issuer_has_no_key_that_can_be_used() {
        issuer.behave((exchange, right) -> LocalIssuer.answer(
                exchange,
                right.contains("\"keys\"")
                        ? "{\"keys\":[null,1,{},{\"kty\":\"EC\"},{\"kty\":\"RSA\",\"n\":\"*\",\"e\":\"AQAB\"},"
                                + "{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"key-1\"}]}"
                        : right));

        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(undecided("it publishes no key that can be used"));
    }

    @Test
    void follows_no_redirect() {
        issuer.behave((exchange, right) -> {
            exchange.getResponseHeaders().add("Location", issuer.authority() + "/evil");
            LocalIssuer.answer(exchange, 302, "");
        });

        assertThat(check(issuer.token(NOW, "key-1"))).isEqualTo(undecided("it answers HTTP 302"));
        assertThat(issuer.requests()).hasSize(1);
    }

    @Test
    void does_not_wait_for_an_issuer_that_is_silent() {
        CountDownLatch end = new CountDownLatch(1);
        issuer.behave((exchange, right) -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            TimeBudget little = TimeBudget.of(clock, Duration.ofMillis(200));

            assertThat(tokens.check("Bearer " + issuer.token(NOW, "key-1"), little))
                    .isEqualTo(undecided("it does not answer in time"));
        } finally {
            end.countDown();
        }
    }

    private Verdict check(String token) {
        return tokens.check("Bearer " + token, budget());
    }

    private static TimeBudget budget() {
        return TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(30));
    }

    private static Undecided undecided(String reason) {
        return new Undecided("The keys of 127.0.0.1 cannot be read: " + reason + ".");
    }

    private static ObjectNode claims(String token) {
        return LocalIssuer.parsed(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }
}
