package io.alertcap.capture;

import io.alertcap.alert.Warning;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks at a capture's session as the service has it now, for people: one call, and never more than some seconds. */
public final class SessionLook {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final NetworkWatchers watchers;
    private final Clock clock;

    public SessionLook(NetworkWatchers watchers, Clock clock) {
        this.watchers = watchers;
        this.clock = clock;
    }

    /** What was seen. */
    public sealed interface Seen {}

    /**
     * It is there.
     *
     * @param ours whether target and path are those of the record; else somebody else has a session of that name
     * @param differences where the service applied something else than was asked
     */
    public record There(SessionDetail detail, boolean ours, List<Warning> differences) implements Seen {
        public There {
            differences = List.copyOf(differences);
        }
    }

    /** It is not there any more, or not yet: what was seen last is in the record. */
    public record Absent() implements Seen {}

    /** No session was ever asked for: nothing to look for. */
    public record NeverAsked() implements Seen {}

    /** The service did not say. */
    public record Unknown(String problem) implements Seen {}

    public Seen at(CaptureRecord record) {
        Watcher watcher = record.session().watcher();
        String name = record.name();
        if (watcher == null || name == null) {
            return new NeverAsked();
        }
        if (record.session().removedAt() != null) {
            return new Absent();
        }
        try {
            Optional<SessionDetail> detail = watchers.detail(watcher, name, TimeBudget.of(clock, LONGEST));
            return detail.isPresent() ? there(record, detail.get()) : new Absent();
        } catch (ServiceException e) {
            return new Unknown(e.inWords());
        }
    }

    private static There there(CaptureRecord record, SessionDetail detail) {
        boolean ours = SessionSteps.isOurs(record, detail.session());
        return new There(detail, ours, ours ? ReadBack.differences(record.wish(), detail.session()) : List.of());
    }
}
