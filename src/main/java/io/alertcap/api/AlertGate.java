package io.alertcap.api;

import io.alertcap.api.TokenCheck.Bad;
import io.alertcap.api.TokenCheck.Good;
import io.alertcap.api.TokenCheck.Missing;
import io.alertcap.api.TokenCheck.NotAllowed;
import io.alertcap.api.TokenCheck.Undecided;
import io.alertcap.api.TokenCheck.Verdict;
import io.alertcap.capture.Journal;
import io.alertcap.capture.TimeBudget;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may post alerts. The host has asked for a function's key already; with a check of tokens, the key alone is not
 * enough, since whoever may read the action group can read it.
 */
public final class AlertGate {
    private final PlatformSignIn platform;
    private final @Nullable TokenCheck tokens;

    /** @param tokens null where the key is enough */
    public AlertGate(PlatformSignIn platform, @Nullable TokenCheck tokens) {
        this.platform = platform;
        this.tokens = tokens;
    }

    /**
     * Does the work for one who may ask for it, and says to anybody else why not.
     *
     * @param headers with names in lower case, as the host passes them on
     */
    ApiAnswer pass(Map<String, String> headers, TimeBudget budget, Journal journal, Function<Caller, ApiAnswer> work) {
        if (tokens == null) {
            return work.apply(platform.keyHolder(headers));
        }
        Verdict verdict = tokens.check(headers.get("authorization"), budget);
        if (verdict instanceof Good good) {
            return work.apply(good.caller());
        }
        journal.tell("refused-caller", "verdict", verdict.toString());
        if (verdict instanceof Missing) {
            return Problems.unauthorized(
                    "Beside the key, an alert must carry a token of the action group's secure webhook.", "Bearer");
        }
        if (verdict instanceof Bad bad) {
            return Problems.unauthorized(
                    "The token is not accepted. " + bad.reason(), "Bearer error=\"invalid_token\"");
        }
        if (verdict instanceof NotAllowed notAllowed) {
            return Problems.forbidden("The token is genuine, but may not post alerts. " + notAllowed.reason());
        }
        if (verdict instanceof Undecided undecided) {
            return Problems.undecided("The alert was not accepted; post it again. " + undecided.reason());
        }
        throw new AssertionError(verdict);
    }
}
