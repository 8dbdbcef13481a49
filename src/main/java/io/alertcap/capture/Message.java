package io.alertcap.capture;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message that is owed to one destination. It is part of the record until it is delivered or given up.
 *
 * @param id the same for all destinations and repeats of one message
 * @param to name of the destination
 * @param nextAt not to be tried before
 * @param problem what went wrong the last time
 */
public record Message(
        String id,
        NoticeKind kind,
        String to,
        State state,
        int attempts,
        Instant createdAt,
        Instant nextAt,
        @Nullable String problem) {

    /** Whether it has arrived. */
    public enum State {
        WAITING,
        DELIVERED,
        ABANDONED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** It would arrive after the one that says more. */
    Message overtaken() {
        return new Message(id, kind, to, State.ABANDONED, attempts, createdAt, nextAt, "overtaken by a newer message");
    }

    public boolean isWaiting() {
        return state == State.WAITING;
    }
}
