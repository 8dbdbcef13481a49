package io.alertcap.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.api.Caller.Proof;
import io.alertcap.api.PageGate.Admitted;
import io.alertcap.api.PageGate.SignInFirst;
import io.alertcap.capture.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageGateTest {
    private static final String COOKIE = "__Secure-alertcap=";

    private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SigningKey key = SigningKey.parse(SigningKeyTest.TEXT);
    private final PageGate gate = new PageGate(key, new PlatformSignIn(false, null), clock);
    private final PageGate withPlatform = new PageGate(key, new PlatformSignIn(true, PlatformSignInTest.ROLE), clock);

    // ---- sessions -------------------------------------------------------------------------------------------

    @Test
    void lets_in_who_opened_a_session_with_a_key_under_the_name_given() {
        assertThat(admitted(gate, "Anna Ångström").caller()).isEqualTo(new Caller("Anna Ångström", Proof.SESSION));
    }

    @Test
    void lets_in_who_gave_no_name() {
        assertThat(admitted(gate, " ").caller()).isEqualTo(new Caller("a key holder", Proof.SESSION));
    }

    @Test
    void sends_everybody_else_to_the_sign_in() {
        assertThat(gate.admit(Map.of())).isEqualTo(new SignInFirst("Sign in to see the pages.", true, null));
    }

    @Test
    void the_session_s_cookie_is_seen_by_no_script_no_other_site_no_plain_HTTP_and_nothing_but_the_pages() {
        String cookie = setCookie(gate.signIn(Map.of(), Map.of()));

        assertThat(cookie)
                .matches(
                        "__Secure-alertcap=[\\w.-]+; Max-Age=28800; Path=/api/pages; Secure; HttpOnly; SameSite=Strict");
    }

    @Test
    void a_session_ends_after_8_hours() {
        Map<String, String> headers = session(gate, "Anna");

        clock.advance(Duration.ofHours(8).minusSeconds(1));
        assertThat(gate.admit(headers)).isInstanceOf(Admitted.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(gate.admit(headers)).isInstanceOf(SignInFirst.class);
    }

    @Test
    void a_session_of_another_signing_key_is_none() {
        PageGate other = new PageGate(
                SigningKey.parse(Base64.getEncoder().encodeToString(new byte[32])),
                new PlatformSignIn(false, null),
                clock);

        assertThat(gate.admit(session(other, "Anna"))).isInstanceOf(SignInFirst.class);
    }

    @Test
    void nothing_in_a_session_can_be_changed() {
        String value = value(setCookie(gate.signIn(Map.of("name", "Anna"), Map.of())));

        for (int i = 0; i < value.length(); i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            assertNoSession(value.substring(0, i) + other + value.substring(i + 1));
            assertNoSession(value.substring(0, i) + value.substring(i + 1));
        }
        assertNoSession(value + "A");
        assertNoSession("9" + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "...", "1.2.3.4", "9999999999999.AAAAAAAAAAAAAAAAAAAAAA.QQ.x", "%00", "a=b"})
    void what_is_no_session_is_none(String value) {
        assertNoSession(value);
    }

    @Test
    void finds_its_cookie_among_others_and_behind_a_stranger_s_of_the_same_name() {
        String value = value(setCookie(gate.signIn(Map.of("name", "Anna"), Map.of())));
        Map<String, String> headers =
                Map.of("cookie", "a=b; x" + COOKIE + "1; " + COOKIE + "1.2.3.4; " + COOKIE + value + "; c=\"d\"");

        assertThat(gate.admit(headers)).isInstanceOf(Admitted.class);
    }

    @Test
    void signing_out_takes_the_cookie_out_of_the_browser() {
        ApiAnswer answer = PageGate.signOut();

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers()).containsEntry("Location", "/api/pages");
        assertThat(setCookie(answer)).startsWith(COOKIE + "; Max-Age=0; Path=/api/pages;");
    }

    // ---- where the sign-in leads ----------------------------------------------------------------------------

    @Test
    void goes_on_to_the_page_that_was_wanted_and_leaves_the_key_behind() {
        ApiAnswer answer =
                gate.signIn(Map.of("code", "the-key", "to", "/api/pages/captures/a1?limit=5&x=%20"), Map.of());

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers())
                .containsEntry("Location", "/api/pages/captures/a1?limit=5&x=%20")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Referrer-Policy", "no-referrer");
        assertThat(answer.toString()).doesNotContain("the-key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/api/pages",
                "//evil.example/api/pages",
                "/\\evil.example",
                "/api/pages.evil.example",
                "/api/pages@evil.example",
                "/api/pages//evil.example",
                "/api/pages/../../evil",
                "/api/pages/%2e%2e/x",
                "/api/pages\r\nSet-Cookie: a=b",
                "/api/pages?to=https://evil.example",
                "/api/captures",
                "javascript:alert(1)"
            })
    void leads_to_the_first_page_if_anything_but_a_page_is_wanted(String to) {
        assertThat(gate.signIn(Map.of("to", to), Map.of()).headers()).containsEntry("Location", "/api/pages");
    }

    // ---- forms ----------------------------------------------------------------------------------------------

    @Test
    void takes_a_form_of_the_same_session_only() {
        Admitted anna = admitted(gate, "Anna");
        Admitted again = admitted(gate, "Anna");

        assertThat(anna.isOwnForm(anna.formToken())).isTrue();
        assertThat(anna.isOwnForm(again.formToken())).isFalse();
        assertThat(anna.isOwnForm("")).isFalse();
        assertThat(anna.isOwnForm(null)).isFalse();
    }

    @Test
    void a_form_s_token_is_the_same_throughout_a_session_and_is_not_shown() {
        Map<String, String> headers = session(gate, "Anna");
        Admitted first = (Admitted) gate.admit(headers);

        assertThat(((Admitted) gate.admit(headers)).formToken()).isEqualTo(first.formToken());
        assertThat(headers.get("cookie")).doesNotContain(first.formToken());
        assertThat(first.toString()).doesNotContain(first.formToken());
    }

    // ---- the platform's sign-in -----------------------------------------------------------------------------

    @Test
    void lets_in_an_operator_whom_the_platform_vouches_for() {
        Admitted anna = (Admitted) withPlatform.admit(PlatformSignInTest.anna());

        assertThat(anna.caller()).isEqualTo(new Caller("anna@example.com", Proof.ENTRA));
        assertThat(anna.isOwnForm(anna.formToken())).isTrue();
    }

    @Test
    void does_not_let_in_whoever_just_sends_the_platform_s_headers() {
        assertThat(gate.admit(PlatformSignInTest.anna())).isInstanceOf(SignInFirst.class);
    }

    @Test
    void does_not_let_in_everybody_who_can_sign_in_at_the_platform() {
        Map<String, String> headers = PlatformSignInTest.anna();
        headers.put("x-ms-client-principal", PlatformSignInTest.claims("roles", "Another.Role"));

        assertThat(withPlatform.admit(headers))
                .isEqualTo(new SignInFirst(
                        "anna@example.com does not have the role that opens the pages.",
                        true,
                        "/.auth/login/aad?post_login_redirect_uri=/api/pages"));
    }

    @Test
    void a_key_opens_a_session_beside_the_platform_s_sign_in_and_takes_its_name() {
        Map<String, String> headers = new HashMap<>(PlatformSignInTest.anna());
        headers.put("x-ms-client-principal", "");
        String cookie = setCookie(withPlatform.signIn(Map.of(), headers));
        headers.put("cookie", COOKIE + value(cookie));

        assertThat(((Admitted) withPlatform.admit(headers)).caller().name()).isEqualTo("anna@example.com");
    }

    @Test
    void names_the_caller_of_a_route_that_a_key_opens_where_the_platform_vouches_for_him() {
        assertThat(withPlatform.keyHolder(PlatformSignInTest.anna()).name()).isEqualTo("anna@example.com");
        assertThat(gate.keyHolder(PlatformSignInTest.anna())).isEqualTo(Caller.KEY_HOLDER);
    }

    // ---- without a signing key ------------------------------------------------------------------------------

    @Test
    void is_closed_without_a_signing_key() {
        PageGate closed = new PageGate(null, new PlatformSignIn(true, PlatformSignInTest.ROLE), clock);

        assertThat(closed.admit(PlatformSignInTest.anna()))
                .isEqualTo(new SignInFirst(
                        "The pages are closed: the setting ALERTCAP_SIGNING_KEY is missing.", false, null));
        assertThat(closed.signIn(Map.of(), Map.of()).status()).isEqualTo(503);
    }

    private static Admitted admitted(PageGate gate, String name) {
        return (Admitted) gate.admit(session(gate, name));
    }

    /** The headers of a browser that has signed in. */
    private static Map<String, String> session(PageGate gate, String name) {
        return Map.of("cookie", COOKIE + value(setCookie(gate.signIn(Map.of("name", name), Map.of()))));
    }

    private static String setCookie(ApiAnswer answer) {
        return Objects.requireNonNull(answer.headers().get("Set-Cookie"));
    }

    private static String value(String setCookie) {
        return setCookie.substring(COOKIE.length(), setCookie.indexOf(';'));
    }

    private void assertNoSession(String value) {
        assertThat(gate.admit(Map.of("cookie", COOKIE + value))).as(value).isInstanceOf(SignInFirst.class);
    }
}
