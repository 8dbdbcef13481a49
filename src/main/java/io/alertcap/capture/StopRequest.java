package io.alertcap.capture;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The wish that a capture should end now. It is written into the record first, and carried out then.
 *
 * @param by who wants it: an operator, or another capture
 * @param sentAt when the service was asked; null until then
 */
public record StopRequest(
        String by, String reason, Instant at, @Nullable Instant sentAt) {
    StopRequest sent(Instant now) {
        return new StopRequest(by, reason, at, now);
    }
}
