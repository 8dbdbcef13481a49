package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * That something of a capture is being deleted for good. It is written into the record before the first deletion, and from
 * then on no hold is taken: whoever was told that a capture is held can rely on it.
 *
 * @param by who or what wants it
 * @param at when it was written down
 */
public record Disposal(What what, String by, Instant at) {
    /**
     * Deleting the files of one capture takes no longer, and no deletion that got no answer takes effect later: whoever began
     * has died or failed, and holds can be taken again.
     */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** How much goes. */
    public enum What {
        /** The files in storage; the record stays. */
        FILES,
        /** Everything. Once begun it is carried to its end. */
        RECORD;

        /** The spelling in documents. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean binds(Instant now) {
        return what == What.RECORD || Lifecycle.isAhead(at.plus(LONGEST), now);
    }
}
