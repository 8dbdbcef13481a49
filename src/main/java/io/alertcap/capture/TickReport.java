package io.alertcap.capture;

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
    public TickReport {
        problems = List.copyOf(problems);
    }
}
