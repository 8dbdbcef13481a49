package io.alertcap.api;

import io.alertcap.api.SigningKey.Purpose;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the pages. The host lets anybody through to them, because a browser sends no function key: so every page and
 * every form asks here first. In comes who has a session that was opened with a function's key, or who signed in at the
 * platform and has the operators' role. Safe for use by several threads.
 */
public final class PageGate {
    /** The hidden field of every form that changes something; it holds {@link Admitted#formToken()}. */
    public static final String FORM_TOKEN = "formToken";

    /** Where a session is opened: needs a function's key. Query {@code name} and {@code to}, both optional. */
    public static final String SIGN_IN = "/api/session";

    /** Where it is closed, by a POST. */
    public static final String SIGN_OUT = "/api/session/end";

    private static final String PAGES = "/api/pages";

    /** A place among the pages, and nowhere else: what a browser would take for another host has no place in it. */
    private static final Pattern PLACE = Pattern.compile(PAGES + "(/[\\w~-][\\w.~-]*)*/?(\\?[\\w.~=&%+-]*)?");

    private final @Nullable SigningKey key;
    private final @Nullable SessionCookie sessions;
    private final PlatformSignIn platform;

    /** What the gate says to a request. */
    public sealed interface Admission {}

    /**
     * Come in.
     *
     * @param caller for the records
     * @param formToken goes into each form as {@link #FORM_TOKEN}, so that no other site's form is taken for ours
     */
    public record Admitted(Caller caller, String formToken) implements Admission {
        /** Whether a form came from one of our pages, of the same session. */
        public boolean isOwnForm(@Nullable String token) {
            return token != null && SigningKey.same(formToken, token);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Admitted[" + caller + "]";
        }
    }

    /**
     * Sign in first: show a form that sends name and key to {@link #SIGN_IN}.
     *
     * @param reason for the one at the browser, in a sentence
     * @param byKey whether sessions can be opened by key
     * @param platformLogin address of the platform's sign-in; null where it opens nothing
     */
    public record SignInFirst(
            String reason, boolean byKey, @Nullable String platformLogin) implements Admission {}

    /** @param key signs sessions and forms; null if there is none, and then nobody is let in */
    public PageGate(@Nullable SigningKey key, PlatformSignIn platform, Clock clock) {
        this.key = key;
        this.sessions = key == null ? null : new SessionCookie(key, clock);
        this.platform = platform;
    }

    /**
     * Whether a request comes in.
     *
     * @param headers with names in lower case, as the host passes them on
     */
    public Admission admit(Map<String, String> headers) {
        if (key == null || sessions == null) {
            return new SignInFirst("The pages are closed: the setting ALERTCAP_SIGNING_KEY is missing.", false, null);
        }
        Optional<PlatformSignIn.Principal> principal = platform.principal(headers);
        if (principal.isPresent() && platform.isOperator(principal.get())) {
            return admitted(
                    key,
                    principal.get().caller(),
                    "principal " + principal.get().id());
        }
        Optional<SessionCookie.Session> session = sessions.read(headers);
        if (session.isPresent()) {
            return admitted(
                    key, session.get().caller(), "session " + session.get().id());
        }
        boolean withoutRole = principal.isPresent() && platform.opensPages();
        return new SignInFirst(
                withoutRole
                        ? principal.get().caller().name() + " does not have the role that opens the pages."
                        : "Sign in to see the pages.",
                true,
                platform.opensPages() ? PlatformSignIn.LOGIN + PAGES : null);
    }

    /** Who calls a route that a function's key opens: whom the platform vouches for, or just somebody with the key. */
    public Caller keyHolder(Map<String, String> headers) {
        return platform.keyHolder(headers);
    }

    private static Admitted admitted(SigningKey key, Caller caller, String whose) {
        return new Admitted(caller, key.sign(Purpose.FORM, whose));
    }

    /**
     * Opens a session for one whom the host let in by a function's key, and goes on to the page named by {@code to}. The
     * key ends here: it is in no address that stays, and in no cookie.
     */
    ApiAnswer signIn(Map<String, String> query, Map<String, String> headers) {
        if (sessions == null) {
            return Problems.pagesClosed();
        }
        String name = query.getOrDefault("name", "");
        Caller caller = name.isBlank() ? platform.keyHolder(headers) : new Caller(name, Caller.Proof.SESSION);
        String to = query.getOrDefault("to", "");
        return moveOn(PLACE.matcher(to).matches() ? to : PAGES, sessions.open(caller));
    }

    /** Ends the session in this browser. Needs no proof: all that a stranger could do with it is make one sign in again. */
    static ApiAnswer signOut() {
        return moveOn(PAGES, SessionCookie.close());
    }

    private static ApiAnswer moveOn(String to, String cookie) {
        return new ApiAnswer(
                303,
                "text/plain; charset=utf-8",
                "",
                Map.of(
                        "Location",
                        to,
                        "Set-Cookie",
                        cookie,
                        "Cache-Control",
                        "no-store",
                        "Referrer-Policy",
                        "no-referrer"));
    }
}
