package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor saw in its last round; health is read from here.
 *
 * @param at when the round ended
 * @param open records that are open
 * @param oldestOpenAt when the oldest of them was requested
 * @param messagesWaiting messages not delivered yet
 * @param problems what is wrong in the round's eyes: destinations that stay down, documents that cannot be read
 */
public record TickReport(
        Instant at, int open, @Nullable Instant oldestOpenAt, int messagesWaiting, List<String> problems) {
    /** Longer than any sensible schedule of the monitor. */
    private static final Duration LATE = Duration.ofMinutes(5);

    public TickReport {
        problems = List.copyOf(problems);
    }

    /** Whether the next round should have ended long ago. */
    public boolean isLate(Instant now) {
        return at.plus(LATE).isBefore(now);
    }
}
