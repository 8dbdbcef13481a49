package io.alertcap.capture;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one target of an alert.
 *
 * @param captureId null where nothing is to be captured
 * @param reason in words; null where the decision says it all
 * @param request what would be sent, in a dry run
 */
public record Decision(
        String target,
        Kind kind,
        @Nullable String captureId,
        @Nullable String reason,
        @Nullable ServiceRequest request) {

    /** The possible decisions. */
    public enum Kind {
        /** The service accepted the capture. */
        STARTED,
        /** It is durable and will be started. */
        ACCEPTED,
        /** It waits. */
        QUEUED,
        /** Another capture of the machine serves it. */
        COVERED,
        /** This alert was here before. */
        DUPLICATE,
        /** The machine cannot or may not be captured. */
        REFUSED,
        /** Nothing to capture. */
        IGNORED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
