package io.alertcap.api;

import io.alertcap.capture.TimeBudget;
import org.jspecify.annotations.Nullable;

/** Whether a request carries a token that the action group's secure webhook is known by. */
public interface TokenCheck {
    /**
     * Looks at an {@code Authorization} header.
     *
     * @param authorization null if the request has none
     */
    Verdict check(@Nullable String authorization, TimeBudget budget);

    /** What is thought of a token. No verdict repeats any of it. */
    sealed interface Verdict {}

    /** It is good. */
    record Good(Caller caller) implements Verdict {}

    /** There is none. */
    record Missing() implements Verdict {}

    /**
     * Nobody should believe it.
     *
     * @param reason a sentence about it, such as {@code It has expired.}
     */
    record Bad(String reason) implements Verdict {}

    /**
     * It is genuine, and its owner may not do this.
     *
     * @param reason likewise
     */
    record NotAllowed(String reason) implements Verdict {}

    /**
     * Its issuer cannot be asked now.
     *
     * @param reason likewise
     */
    record Undecided(String reason) implements Verdict {}
}
