package io.alertcap.capture;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.Warning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one durable record of a capture: everything that is known of it, and all that is still owed. Only
 * {@link Lifecycle} makes a new state of it.
 *
 * @param id derived from the alert instance and the target; names the record for ever
 * @param region the machine's, once looked up
 * @param os Linux or Windows, once looked up
 * @param wish what is captured
 * @param warnings what was asked and not obeyed, or not applied by the service
 * @param outcome known from {@link CaptureState#CLOSING} on
 * @param reason why it stands where it stands, in words
 * @param name of the session, fixed before it is asked for
 * @param coveredBy id of the capture that serves this alert too, or is meant to
 * @param covers ids of the records which this capture serves too
 * @param queueUntil when starting is no longer worth while
 * @param nextAt nothing is to be done before this moment
 * @param startedAt when the service accepted the session
 * @param stoppedAt when the session was first seen to have ended
 * @param attempts of the step at hand, for its back-off
 * @param agentMissingSince when the machine was seen to lack the capture agent; null once that was asked for
 * @param hold that it must be kept
 * @param disposal that something of it is being deleted
 */
public record CaptureRecord(
        String id,
        Trigger trigger,
        MachineTarget target,
        @Nullable Region region,
        @Nullable String os,
        CaptureWish wish,
        List<Warning> warnings,
        CaptureState state,
        @Nullable Outcome outcome,
        @Nullable String reason,
        @Nullable String name,
        StorageLocation location,
        Session session,
        CaptureFile file,
        @Nullable StopRequest stop,
        @Nullable String coveredBy,
        List<String> covers,
        List<Message> messages,
        List<TimelineEvent> timeline,
        Instant createdAt,
        Instant queueUntil,
        Instant nextAt,
        @Nullable Instant startedAt,
        @Nullable Instant stoppedAt,
        @Nullable Instant finishedAt,
        int attempts,
        @Nullable Instant agentMissingSince,
        @Nullable LegalHold hold,
        @Nullable Disposal disposal,
        @Nullable Claim claim) {

    private static final int MAX_TIMELINE = 200;

    /** Stands in the timeline where events were too many. */
    static final String LEFT_OUT = "left out";

    public CaptureRecord {
        warnings = List.copyOf(warnings);
        covers = List.copyOf(covers);
        messages = List.copyOf(messages);
        timeline = List.copyOf(timeline);
    }

    /** A record as it is first written. */
    public static CaptureRecord requested(
            String id,
            Trigger trigger,
            MachineTarget target,
            CaptureWish wish,
            List<Warning> warnings,
            Instant now,
            Instant queueUntil) {
        return new CaptureRecord(
                id,
                trigger,
                target,
                null,
                null,
                wish,
                warnings,
                CaptureState.REQUESTED,
                null,
                null,
                null,
                StorageLocation.UNKNOWN,
                Session.NONE,
                CaptureFile.EXPECTED,
                null,
                null,
                List.of(),
                List.of(),
                List.of(new TimelineEvent(now, "requested", trigger.rule())),
                now,
                queueUntil,
                now,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null);
    }

    public boolean isOpen() {
        return state != CaptureState.FINISHED || messages.stream().anyMatch(Message::isWaiting);
    }

    /** Whether all of it is being deleted. */
    public boolean isBeingPurged() {
        return disposal != null && disposal.what() == Disposal.What.RECORD;
    }

    /** Where the service applied something else than was asked, as it said when it took the session. */
    public List<Warning> appliedOtherwise() {
        return warnings.stream()
                .filter(warning -> warning.field().startsWith(ReadBack.FIELD))
                .toList();
    }

    public Change change() {
        return new Change(this);
    }

    /** A new record in the making: everything as it was, but for what is set. */
    public static final class Change {
        private final String id;
        private final Trigger trigger;
        private final MachineTarget target;
        private @Nullable Region region;
        private @Nullable String os;
        private CaptureWish wish;
        private List<Warning> warnings;
        private CaptureState state;
        private @Nullable Outcome outcome;
        private @Nullable String reason;
        private @Nullable String name;
        private StorageLocation location;
        private Session session;
        private CaptureFile file;
        private @Nullable StopRequest stop;
        private @Nullable String coveredBy;
        private List<String> covers;
        private List<Message> messages;
        private List<TimelineEvent> timeline;
        private final Instant createdAt;
        private Instant queueUntil;
        private Instant nextAt;
        private @Nullable Instant startedAt;
        private @Nullable Instant stoppedAt;
        private @Nullable Instant finishedAt;
        private int attempts;
        private @Nullable Instant agentMissingSince;
        private @Nullable LegalHold hold;
        private @Nullable Disposal disposal;
        private @Nullable Claim claim;

        private Change(CaptureRecord from) {
            id = from.id;
            trigger = from.trigger;
            target = from.target;
            region = from.region;
            os = from.os;
            wish = from.wish;
            warnings = from.warnings;
            state = from.state;
            outcome = from.outcome;
            reason = from.reason;
            name = from.name;
            location = from.location;
            session = from.session;
            file = from.file;
            stop = from.stop;
            coveredBy = from.coveredBy;
            covers = from.covers;
            messages = from.messages;
            timeline = from.timeline;
            createdAt = from.createdAt;
            queueUntil = from.queueUntil;
            nextAt = from.nextAt;
            startedAt = from.startedAt;
            stoppedAt = from.stoppedAt;
            finishedAt = from.finishedAt;
            attempts = from.attempts;
            agentMissingSince = from.agentMissingSince;
            hold = from.hold;
            disposal = from.disposal;
            claim = from.claim;
        }

        public Change region(@Nullable Region value) {
            region = value;
            return this;
        }

        public Change os(@Nullable String value) {
            os = value;
            return this;
        }

        public Change wish(CaptureWish value) {
            wish = value;
            return this;
        }

        public Change warnings(List<Warning> value) {
            warnings = value;
            return this;
        }

        public Change state(CaptureState value) {
            state = value;
            return this;
        }

        public Change outcome(@Nullable Outcome value) {
            outcome = value;
            return this;
        }

        public Change reason(@Nullable String value) {
            reason = value;
            return this;
        }

        public Change name(@Nullable String value) {
            name = value;
            return this;
        }

        public Change location(StorageLocation value) {
            location = value;
            return this;
        }

        public Change session(Session value) {
            session = value;
            return this;
        }

        public Change file(CaptureFile value) {
            file = value;
            return this;
        }

        public Change stop(@Nullable StopRequest value) {
            stop = value;
            return this;
        }

        public Change coveredBy(@Nullable String value) {
            coveredBy = value;
            return this;
        }

        public Change covers(List<String> value) {
            covers = value;
            return this;
        }

        public Change messages(List<Message> value) {
            messages = value;
            return this;
        }

        public Change timeline(List<TimelineEvent> value) {
            timeline = value;
            return this;
        }

        public Change queueUntil(Instant value) {
            queueUntil = value;
            return this;
        }

        public Change nextAt(Instant value) {
            nextAt = value;
            return this;
        }

        public Change startedAt(@Nullable Instant value) {
            startedAt = value;
            return this;
        }

        public Change stoppedAt(@Nullable Instant value) {
            stoppedAt = value;
            return this;
        }

        public Change finishedAt(@Nullable Instant value) {
            finishedAt = value;
            return this;
        }

        public Change attempts(int value) {
            attempts = value;
            return this;
        }

        public Change agentMissingSince(@Nullable Instant value) {
            agentMissingSince = value;
            return this;
        }

        public Change hold(@Nullable LegalHold value) {
            hold = value;
            return this;
        }

        public Change disposal(@Nullable Disposal value) {
            disposal = value;
            return this;
        }

        public Change claim(@Nullable Claim value) {
            claim = value;
            return this;
        }

        /** Adds to the timeline. */
        public Change event(Instant at, String event, String detail) {
            List<TimelineEvent> more = new ArrayList<>(timeline);
            if (more.size() >= MAX_TIMELINE) {
                leaveOut(more);
            }
            more.add(new TimelineEvent(at, event, detail));
            timeline = more;
            return this;
        }

        /** The beginning and the end tell the story; a long wait in between may lose lines, and says how many. */
        private static void leaveOut(List<TimelineEvent> events) {
            TimelineEvent first = events.get(MAX_TIMELINE / 2);
            boolean again = first.event().equals(LEFT_OUT);
            int before = again ? Integer.parseInt(first.detail().replaceAll("\\D.*", "")) : 0;
            TimelineEvent next = events.remove(MAX_TIMELINE / 2 + 1);
            // The first time two lines make room: one for the line that is to come, one for this.
            int count = before + (again ? 1 : 2);
            events.set(
                    MAX_TIMELINE / 2, new TimelineEvent(next.at(), LEFT_OUT, count + " events, the last of this time"));
        }

        public CaptureRecord done() {
            return new CaptureRecord(
                    id,
                    trigger,
                    target,
                    region,
                    os,
                    wish,
                    warnings,
                    state,
                    outcome,
                    reason,
                    name,
                    location,
                    session,
                    file,
                    stop,
                    coveredBy,
                    covers,
                    messages,
                    timeline,
                    createdAt,
                    queueUntil,
                    nextAt,
                    startedAt,
                    stoppedAt,
                    finishedAt,
                    attempts,
                    agentMissingSince,
                    hold,
                    disposal,
                    claim);
        }
    }
}
