package io.alertcap.capture;

import io.alertcap.alert.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What asked for a capture.
 *
 * @param rule name of the alert rule, or who asked
 * @param firedAt the alert's own time; null when it names none
 */
public record Trigger(
        Kind kind,
        String rule,
        @Nullable String alertId,
        Severity severity,
        @Nullable Instant firedAt) {

    /** Who can ask for a capture. */
    public enum Kind {
        ALERT,
        OPERATOR,
        TEST
    }
}
