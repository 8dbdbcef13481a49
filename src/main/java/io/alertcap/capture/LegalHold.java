package io.alertcap.capture;

import java.time.Instant;
import java.util.Optional;

/**
 * That a capture must not be deleted: neither record nor case nor file, neither by retention nor by an operator.
 *
 * @param by who wants it kept
 * @param reason such as the case's number
 */
public record LegalHold(Instant since, String by, String reason) {
    /** Characters: a sentence and a reference. */
    public static final int LONGEST_REASON = 500;

    /** What a reason must be like, if this one is not. */
    public static Optional<String> problem(String reason) {
        if (reason.isBlank()) {
            return Optional.of("must say why, such as the number of a case");
        }
        if (reason.length() > LONGEST_REASON) {
            return Optional.of("has " + reason.length() + " characters; at most " + LONGEST_REASON + " are kept");
        }
        return Printable.of(reason, "").equals(reason)
                ? Optional.empty()
                : Optional.of("must be one line of printable characters");
    }

    /** For an answer, such as {@code held since 2026-03-01T12:00:00Z by anna, by Entra ID: case 17}. */
    public String inWords() {
        return "held since " + since + " by " + by + ": " + reason;
    }
}
