package io.alertcap.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packet capture session of a record, as last seen. All null until there is one.
 *
 * @param id resource id of the packet capture
 * @param watcher the Network Watcher it belongs to
 * @param putUntil no request of ours to start it can reach the service after this moment; null before the first one, and
 *     after one that certainly had no effect
 * @param status as the service last said, in its words; {@link #GONE} if it was deleted by somebody
 * @param askedAt when the status was last asked for
 * @param capturingSince when the agent began, as the service says
 * @param expectedEnd when its time limit will have passed
 * @param removeAt when its resource is to be removed from the watcher; null while it is needed
 * @param removedAt when its resource was removed, by us or found absent
 */
public record Session(
        @Nullable String id,
        @Nullable Watcher watcher,
        @Nullable Instant putUntil,
        @Nullable String status,
        @Nullable String stopReason,
        List<String> errors,
        @Nullable Instant askedAt,
        @Nullable Instant capturingSince,
        @Nullable Instant expectedEnd,
        @Nullable Instant removeAt,
        @Nullable Instant removedAt) {

    /** Our word for a session that is not there any more; the service has none. */
    public static final String GONE = "Deleted";

    public static final Session NONE =
            new Session(null, null, null, null, null, List.of(), null, null, null, null, null);

    public Session {
        errors = List.copyOf(errors);
    }

    public boolean isGone() {
        return GONE.equals(status);
    }

    public boolean isError() {
        return "Error".equalsIgnoreCase(status);
    }

    /** The request is about to be sent; it cannot land after {@code until}. */
    Session planned(Watcher at, Instant until) {
        return new Session(
                id, at, until, status, stopReason, errors, askedAt, capturingSince, expectedEnd, removeAt, removedAt);
    }

    /** The request was refused, and nothing of it can land. */
    Session refused() {
        return new Session(
                id,
                watcher,
                null,
                status,
                stopReason,
                errors,
                askedAt,
                capturingSince,
                expectedEnd,
                removeAt,
                removedAt);
    }

    Session accepted(String resourceId, Instant end) {
        return new Session(
                resourceId,
                watcher,
                putUntil,
                status,
                stopReason,
                errors,
                askedAt,
                capturingSince,
                end,
                removeAt,
                removedAt);
    }

    Session seen(SessionStatus seen, @Nullable Instant end, Instant now) {
        Instant since = seen.startedAt() == null ? capturingSince : seen.startedAt();
        return new Session(
                id,
                watcher,
                putUntil,
                seen.status(),
                seen.stopReason(),
                seen.errors(),
                now,
                since,
                end,
                removeAt,
                removedAt);
    }

    Session gone(Instant now) {
        return new Session(
                id, watcher, putUntil, GONE, stopReason, errors, now, capturingSince, expectedEnd, removeAt, now);
    }

    Session toBeRemoved(Instant at) {
        return new Session(
                id, watcher, putUntil, status, stopReason, errors, askedAt, capturingSince, expectedEnd, at, removedAt);
    }

    Session removed(Instant now) {
        return new Session(
                id, watcher, putUntil, status, stopReason, errors, askedAt, capturingSince, expectedEnd, removeAt, now);
    }
}
