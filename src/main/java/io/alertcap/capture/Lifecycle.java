package io.alertcap.capture;

import io.alertcap.alert.Region;
import io.alertcap.alert.Warning;
import io.alertcap.capture.CaptureFiles.FoundFile;
import io.alertcap.capture.CaptureRecord.Change;
import io.alertcap.capture.Notifier.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one place that knows how a capture moves on. Pure: (record, now) to the next step, and (record, what was seen,
 * now) to the next record. Nothing here calls anything.
 */
public final class Lifecycle {
    /** A 404 is believed only after this, because a resource is not visible at once everywhere. */
    static final Duration VISIBLE_AFTER = Duration.ofMinutes(1);

    /** How long past its end a session may go on before it is asked to stop, and how long before it is given up. */
    static final Duration OVERDUE = Duration.ofMinutes(10);

    static final Duration OVERDUE_GIVE_UP = Duration.ofMinutes(30);

    /** A request to start a session reaches the service within this time of its admission, or never. */
    static final Duration PUT_WINDOW = CaptureEngine.CLAIM.plus(Timeouts.LONGEST_READ);

    /** How long it may stay unknown whether a request was accepted. */
    static final Duration UNSURE_GIVE_UP = Duration.ofHours(1);

    /** A file that comes in spite of an error comes soon, if at all. */
    static final Duration FILE_AFTER_ERROR = Duration.ofMinutes(5);

    /** A file of a deleted session: reports speak of half an hour for any file. */
    static final Duration FILE_AFTER_REMOVAL = Duration.ofMinutes(45);

    /** How long reading a file that has arrived may fail. */
    static final Duration EXAMINE_GIVE_UP = Duration.ofHours(2);

    /** A file that is still written to so long after its deadline is read as it is. */
    static final Duration GROWING_GIVE_UP = Duration.ofHours(1);

    static final Duration REMOVAL_GIVE_UP = Duration.ofHours(24);

    /** Nothing here waits longer (a session is kept for 30 days at most): a later moment was written by somebody else. */
    private static final Duration FARTHEST = Duration.ofDays(31);

    /** Why a request waits whose machine lacks the capture agent. */
    static final String AGENT_MISSING = "the Network Watcher extension is not installed; it will be, before the start";

    /** The size of a pcap file without packets, and of a pcapng one a little more: nothing to read yet. */
    static final long HEADER_BYTES = 24;

    /** Longer than a request that was given up can take to reach storage. */
    static final Duration BEFORE_SEAL = Duration.ofMinutes(1);

    private static final String ALERT_NOT_KEPT = "alert not kept";
    private static final String EXCHANGES_NOT_KEPT = "exchanges not kept";
    private static final String TAKEN_OVER = "taken over";

    /** After these a document may still be on its way to the case. */
    private static final Set<String> TROUBLE = Set.of(ALERT_NOT_KEPT, EXCHANGES_NOT_KEPT, TAKEN_OVER);

    private static final Duration FIRST_ASK = Duration.ofSeconds(15);
    private static final Duration AFTER_END = Duration.ofSeconds(2);
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_ASK = Duration.ofMinutes(1);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);
    private static final Duration LONGEST_MESSAGE = Duration.ofMinutes(15);

    private final CapturePolicy policy;
    private final List<String> destinations;

    public Lifecycle(CapturePolicy policy, List<String> destinations) {
        this.policy = policy;
        this.destinations = List.copyOf(destinations);
    }

    // ---- what is next -------------------------------------------------------------------------------------------

    /** The step that is due, or how long to wait for one. */
    public Step next(CaptureRecord record, Instant now) {
        return switch (record.state()) {
            case REQUESTED, QUEUED -> nextBeforeStart(record, now);
            case STARTING -> due(record.nextAt(), now, new Step.Confirm());
            case RUNNING -> {
                boolean stopWanted = record.stop() != null && record.stop().sentAt() == null;
                yield due(record.nextAt(), now, stopWanted ? new Step.Stop() : new Step.AskStatus());
            }
            case COLLECTING -> orMessage(due(record.nextAt(), now, new Step.LookForFile()), record, now);
            case EXAMINING -> orMessage(due(record.nextAt(), now, new Step.Examine()), record, now);
            case CLOSING -> {
                Instant removal = later(record.nextAt(), record.session().removeAt());
                yield orMessage(due(removal, now, new Step.RemoveSession()), record, now);
            }
            case FINISHED -> nextMessage(record, now).orElseGet(() -> due(sealAt(record, now), now, new Step.Retire()));
        };
    }

    /** What was sent to the case and did not arrive in time must not arrive after its seal. */
    private static Instant sealAt(CaptureRecord record, Instant now) {
        return record.timeline().stream()
                .filter(event -> TROUBLE.contains(event.event()))
                .map(event -> event.at().plus(BEFORE_SEAL))
                .reduce(now, Lifecycle::later);
    }

    /** The capture's own step goes before its messages, so that a dead destination holds nothing up. */
    private static Step orMessage(Step own, CaptureRecord record, Instant now) {
        Step message = nextMessage(record, now).orElse(own);
        if (own instanceof Step.Wait wait) {
            return message instanceof Step.Wait other ? new Step.Wait(earlier(wait.until(), other.until())) : message;
        }
        return own;
    }

    private Step nextBeforeStart(CaptureRecord record, Instant now) {
        if (record.coveredBy() != null && record.stop() == null) {
            return due(record.nextAt(), now, new Step.CheckCover());
        }
        if (record.stop() != null || !now.isBefore(record.queueUntil())) {
            // What may have been sent can land until then, and must not be given up before.
            return due(later(record.nextAt(), record.session().putUntil()), now, new Step.GiveUp());
        }
        if (record.agentMissingSince() != null && policy.installsAgents()) {
            return due(record.nextAt(), now, new Step.InstallAgent());
        }
        // What was never tried is due at once, even if the clock has learnt meanwhile that it was ahead.
        return record.state() == CaptureState.REQUESTED
                ? new Step.Admit()
                : due(record.nextAt(), now, new Step.Admit());
    }

    private static Optional<Step> nextMessage(CaptureRecord record, Instant now) {
        return record.messages().stream()
                .filter(Message::isWaiting)
                .map(Message::nextAt)
                .min(Comparator.naturalOrder())
                .map(at -> due(at, now, new Step.Deliver()));
    }

    private static Step due(Instant at, Instant now, Step step) {
        return isAhead(at, now) ? new Step.Wait(at) : step;
    }

    /** Whether the moment is still to come. One that lies beyond all our waiting is not waited for. */
    static boolean isAhead(Instant at, Instant now) {
        return now.isBefore(at) && at.isBefore(now.plus(FARTHEST));
    }

    // ---- before the start ---------------------------------------------------------------------------------------

    /** It may not, or cannot, be captured. */
    public CaptureRecord refused(CaptureRecord record, String reason, Instant now) {
        return finished(record, Outcome.REFUSED, reason, now);
    }

    /** It waited past its worth, or somebody wanted no more of it. */
    public CaptureRecord expired(CaptureRecord record, Instant now) {
        StopRequest stop = record.stop();
        if (stop != null) {
            return finished(
                    record,
                    Outcome.STOPPED,
                    "stopped before it was started by " + stop.by() + ": " + stop.reason(),
                    now);
        }
        String waitedFor = record.reason() == null ? "" : "; it waited because " + record.reason();
        return finished(
                record,
                Outcome.EXPIRED,
                "not started within " + inWords(Duration.between(record.createdAt(), record.queueUntil())) + waitedFor,
                now);
    }

    /** It must wait. */
    public CaptureRecord delayed(CaptureRecord record, String reason, Instant until, Instant now) {
        Change change = record.change()
                .state(CaptureState.QUEUED)
                .nextAt(earlier(until, later(now, record.queueUntil())))
                .attempts(record.attempts() + 1);
        return tellOnce(change, record, "queued", reason, now).done();
    }

    /** The machine lacks the capture agent. That it is to be installed is written down first, and done then. */
    public CaptureRecord agentMissing(CaptureRecord record, Instant now) {
        // Seen for the first time it is done at once; seen again and again, somebody may be removing it.
        Instant at = record.attempts() == 0 ? now : now.plus(agentBackOff(record));
        CaptureRecord missing = record.change().agentMissingSince(now).done();
        return delayed(missing, AGENT_MISSING, at, now);
    }

    /** It was asked for; the machine is looked at again. */
    public CaptureRecord agentAskedFor(CaptureRecord record, Instant now) {
        CaptureRecord asked = record.change().agentMissingSince(null).done();
        return delayed(
                asked,
                "the Network Watcher extension was asked for, and is being installed",
                now.plus(agentBackOff(record)),
                now);
    }

    /** There is something else to say of the machine than that it lacks the agent. */
    public CaptureRecord agentNotMissing(CaptureRecord record, Instant now) {
        return record.change().agentMissingSince(null).nextAt(now).done();
    }

    /** Whether the extension was asked for is not known, or it was not; the machine is looked at again before another try. */
    public CaptureRecord agentNotAskedFor(
            CaptureRecord record, String words, Optional<Duration> retryAfter, Instant now) {
        return delayed(
                record,
                "the Network Watcher extension could not be asked for: " + words,
                now.plus(retryAfter.orElseGet(() -> agentBackOff(record))),
                now);
    }

    /** How long to wait for an extension until the next look: an installation takes a minute or two. */
    static Duration agentBackOff(CaptureRecord record) {
        return backOff(record.attempts() - 1, FIRST_ASK, LONGEST_ASK);
    }

    /** Another capture of the machine is running and serves this alert too, if it ends well. */
    public CaptureRecord covered(CaptureRecord record, CaptureRecord by, Instant now) {
        String reason =
                "capture " + by.id() + " (" + by.name() + ") is running on the machine and serves this alert too";
        return record.change()
                .state(CaptureState.QUEUED)
                .coveredBy(by.id())
                .reason(reason)
                .nextAt(coverDue(by, now))
                .event(now, "covered", reason)
                .done();
    }

    /** The covering capture has not ended yet. */
    public CaptureRecord stillCovered(CaptureRecord record, CaptureRecord by, Instant now) {
        return record.change().nextAt(coverDue(by, now)).done();
    }

    private static Instant coverDue(CaptureRecord by, Instant now) {
        return later(now.plus(FIRST_ASK), by.session().expectedEnd());
    }

    /** Whether a capture that has ended served another alert's wish as well. */
    public static boolean serves(CaptureRecord ended, CaptureRecord covered) {
        Outcome outcome = ended.outcome();
        Instant stoppedAt = ended.stoppedAt();
        return outcome != null
                && outcome.hasEvidence()
                && stoppedAt != null
                && !stoppedAt.isBefore(
                        covered.createdAt().plus(covered.wish().timeLimit().dividedBy(2)));
    }

    /** The covering capture proved it. */
    public CaptureRecord served(CaptureRecord record, CaptureRecord by, Instant now) {
        CaptureFile file = by.file();
        return finished(
                record.change()
                        .file(file)
                        .name(by.name())
                        .location(by.location())
                        .done(),
                Outcome.COVERED,
                "capture " + by.id() + " (" + by.name() + ") of the same machine ended "
                        + Objects.requireNonNull(by.outcome()).wire(),
                now);
    }

    /** The covering capture failed this alert: it takes its own, if that is still worth while. */
    public CaptureRecord uncovered(CaptureRecord record, @Nullable CaptureRecord by, Instant now) {
        String why = by == null || by.outcome() == null
                ? "the capture that was to cover this alert is not there any more"
                : "capture " + by.id() + " that was to cover this alert ended "
                        + by.outcome().wire();
        Instant freeSince = by == null || by.stoppedAt() == null ? now : by.stoppedAt();
        return record.change()
                .coveredBy(null)
                .reason(why)
                .queueUntil(later(record.queueUntil(), freeSince.plus(policy.queueTimeout())))
                .nextAt(now)
                .event(now, "uncovered", why)
                .done();
    }

    /** It has a slot and a name; the request is about to be sent. */
    public CaptureRecord admitted(
            CaptureRecord record,
            Region region,
            String os,
            Watcher watcher,
            String name,
            StorageLocation location,
            Instant now) {
        Instant putUntil = now.plus(PUT_WINDOW);
        return record.change()
                .state(CaptureState.STARTING)
                .region(region)
                .os(os)
                .name(name)
                .location(location)
                .file(CaptureFile.EXPECTED.at(location.storagePath(), location.filePath()))
                .session(record.session().planned(watcher, putUntil))
                .reason(null)
                .nextAt(putUntil)
                .attempts(0)
                .event(now, "starting", "as " + name + " on " + watcher.id().name())
                .done();
    }

    // ---- the start ----------------------------------------------------------------------------------------------

    /** The session was found on the watcher: it runs since some moment after the request was about to be sent. */
    public CaptureRecord foundThere(CaptureRecord record, PacketCaptureSession session, Instant now) {
        Instant putUntil = Objects.requireNonNullElse(record.session().putUntil(), now);
        return accepted(record, session, earlier(now, putUntil.minus(PUT_WINDOW)), now);
    }

    /** The service answered that it takes the session. */
    public CaptureRecord accepted(CaptureRecord record, PacketCaptureSession session, Instant now) {
        return accepted(record, session, now, now);
    }

    private CaptureRecord accepted(CaptureRecord record, PacketCaptureSession session, Instant since, Instant now) {
        Instant end = since.plus(record.wish().timeLimit());
        String path = session.storagePath() == null || session.storagePath().isBlank()
                ? record.location().storagePath()
                : session.storagePath();
        List<Warning> warnings = new ArrayList<>(record.warnings());
        warnings.addAll(ReadBack.differences(record.wish(), session));
        CaptureRecord accepted = record.change()
                .state(CaptureState.RUNNING)
                .session(record.session().accepted(session.id(), end))
                .location(record.location().withStoragePath(path))
                .file(record.file().at(path, record.location().filePath()))
                .warnings(warnings.stream().distinct().toList())
                .reason(null)
                .startedAt(since)
                .nextAt(record.stop() == null ? now.plus(firstAsk(record)) : now)
                .attempts(0)
                .event(now, "running", "the service accepted it")
                .done();
        return session.provisioningFailed()
                ? failed(
                        accepted, "the service could not set the session up (" + session.provisioningState() + ")", now)
                : accepted;
    }

    private static Duration firstAsk(CaptureRecord record) {
        Duration third = record.wish().timeLimit().dividedBy(3);
        return third.compareTo(FIRST_ASK) < 0 ? third : FIRST_ASK;
    }

    /** Nobody knows whether the request was accepted; the name is asked for at {@code until}. */
    public CaptureRecord unsure(CaptureRecord record, String words, Instant until, Instant now) {
        Instant putUntil = Objects.requireNonNullElse(record.session().putUntil(), now);
        if (now.isAfter(later(putUntil, record.queueUntil()).plus(UNSURE_GIVE_UP))) {
            return finished(record, Outcome.FAILED, "could not find out whether the capture started: " + words, now);
        }
        Change change = record.change().nextAt(until).attempts(record.attempts() + 1);
        return tellOnce(change, record, "unsure", words, now).done();
    }

    /** The request had no effect; it is made again later, under another name if one is given. */
    public CaptureRecord sendAgain(
            CaptureRecord record, String words, @Nullable String name, Instant until, Instant now) {
        return delayed(name == null ? record : record.change().name(name).done(), words, until, now);
    }

    /** The service refuses to start it. */
    public CaptureRecord startFailed(CaptureRecord record, String words, Instant now) {
        CaptureRecord refused =
                record.change().session(record.session().refused()).done();
        return finished(refused, Outcome.FAILED, "the service would not start it: " + words, now);
    }

    // ---- the session --------------------------------------------------------------------------------------------

    /** Somebody wants the capture to end now. Written first, carried out then. */
    public CaptureRecord stopWished(CaptureRecord record, String by, String reason, Instant now) {
        boolean canEnd = record.state().isBeforeStart() || record.state().isLive();
        if (record.stop() != null || !canEnd) {
            return record;
        }
        return record.change()
                .stop(new StopRequest(by, reason, now, null))
                // A request that may be under way has to land before anything can be stopped.
                .nextAt(record.state() == CaptureState.STARTING ? record.nextAt() : now)
                .event(now, "stop asked", "by " + by + ": " + reason)
                .done();
    }

    /**
     * Nobody wants to see the session on the watcher any more. If it still runs it is stopped first; its file is waited for
     * as ever.
     */
    public CaptureRecord removalWished(CaptureRecord record, String by, Instant now) {
        CaptureRecord stopping = stopWished(record, by, "to be removed", now);
        Instant planned = record.session().removeAt();
        if (record.state() == CaptureState.FINISHED || (planned != null && !planned.isAfter(now))) {
            return stopping;
        }
        Change change =
                stopping.change().session(stopping.session().toBeRemoved(now)).event(now, "removal asked", "by " + by);
        return record.state() == CaptureState.CLOSING ? change.nextAt(now).done() : change.done();
    }

    /** The service was asked to stop it. */
    public CaptureRecord stopSent(CaptureRecord record, Instant now) {
        StopRequest stop = Objects.requireNonNull(record.stop());
        return record.change()
                .stop(stop.sent(now))
                .nextAt(now.plus(AFTER_END))
                .attempts(0)
                .event(now, "stop sent", stop.reason())
                .done();
    }

    /** The service said how the session is doing. */
    public CaptureRecord status(CaptureRecord record, SessionStatus seen, Instant now) {
        Instant said =
                seen.startedAt() != null ? seen.startedAt() : record.session().capturingSince();
        Instant accepted = Objects.requireNonNullElse(record.startedAt(), now);
        // Nothing can have begun after it was seen, whatever the clock of the agent says.
        Instant end = earlier(later(accepted, said), now).plus(record.wish().timeLimit());
        CaptureRecord told = record.change()
                .session(record.session().seen(seen, end, now))
                .reason(null)
                .done();
        if (!seen.status().equalsIgnoreCase(record.session().status())) {
            told = told.change().event(now, "status", statusInWords(seen)).done();
        }
        if (seen.hasEnded()) {
            return ended(told, now);
        }
        return waitForEnd(told, "the service still says " + seen.status(), now);
    }

    /** The service could not say. */
    public CaptureRecord statusUnknown(CaptureRecord record, String words, Instant retryAt, Instant now) {
        CaptureRecord told =
                tellOnce(record.change(), record, "status unknown", words, now).done();
        CaptureRecord waiting = waitForEnd(told, words, now);
        return waiting.state() == CaptureState.RUNNING
                ? waiting.change().nextAt(later(waiting.nextAt(), retryAt)).done()
                : waiting;
    }

    /** The session is not there (any more, or not yet). */
    public CaptureRecord gone(CaptureRecord record, Instant now) {
        Instant visible = Objects.requireNonNullElse(record.startedAt(), now).plus(VISIBLE_AFTER);
        if (now.isBefore(visible)) {
            return record.change().nextAt(now.plus(SHORTEST)).done();
        }
        return ended(
                record.change()
                        .session(record.session().gone(now))
                        .event(now, "session deleted", "by somebody; a file may still come")
                        .done(),
                now);
    }

    private CaptureRecord waitForEnd(CaptureRecord record, String words, Instant now) {
        Instant full = Objects.requireNonNullElse(record.session().expectedEnd(), now);
        Instant end = record.stop() == null ? full : earlier(full, record.stop().at());
        if (now.isAfter(end.plus(OVERDUE_GIVE_UP))) {
            return failed(
                    record, "the session has not ended " + inWords(OVERDUE_GIVE_UP) + " after its time: " + words, now);
        }
        if (now.isAfter(end.plus(OVERDUE)) && record.stop() == null) {
            return stopWished(record, "alertcap", "it did not end by itself", now);
        }
        if (now.isBefore(end)) {
            Duration since = Duration.between(Objects.requireNonNullElse(record.startedAt(), now), now);
            Instant ask = later(now.plus(firstAsk(record)), now.plus(since.multipliedBy(3)));
            return record.change()
                    .nextAt(earlier(ask, end.plus(AFTER_END)))
                    .attempts(0)
                    .done();
        }
        return record.change()
                .nextAt(now.plus(backOff(record.attempts(), SHORTEST, LONGEST_ASK)))
                .attempts(record.attempts() + 1)
                .done();
    }

    private CaptureRecord ended(CaptureRecord record, Instant now) {
        CaptureRecord ended = record.change()
                .state(CaptureState.COLLECTING)
                .reason(null)
                .stoppedAt(now)
                .nextAt(now)
                .attempts(0)
                .event(
                        now,
                        "collecting",
                        record.location().onMachineOnly() ? "the file is on the machine" : "waiting for the file")
                .done();
        return record.location().onMachineOnly() ? close(onMachine(ended), now) : ended;
    }

    private static CaptureRecord onMachine(CaptureRecord record) {
        return record.change()
                .file(record.file().in(CaptureFile.State.ON_MACHINE))
                .done();
    }

    // ---- the file -----------------------------------------------------------------------------------------------

    /** The blobs that are there; none if {@code files} is empty. */
    public CaptureRecord found(CaptureRecord record, List<FoundFile> files, @Nullable String problem, Instant now) {
        if (files.isEmpty()) {
            return notFound(record, problem, now);
        }
        long bytes = files.stream().mapToLong(FoundFile::bytes).sum();
        Instant changed = files.stream()
                .map(FoundFile::lastModified)
                .max(Comparator.naturalOrder())
                .orElse(now);
        FoundFile first = files.get(0);
        boolean firstSight = record.file().state() != CaptureFile.State.GROWING;
        Change change = record.change().file(record.file().growing(first.url(), bytes, changed));
        if (firstSight) {
            change.event(now, "file seen", bytes + " bytes");
        }
        Duration settle = bytes <= HEADER_BYTES * files.size() ? policy.emptyAfter() : policy.fileSettle();
        Instant settled = changed.plus(settle);
        Instant patience = fileDeadline(record, now).plus(GROWING_GIVE_UP);
        if (files.size() < record.target().instances().size()) {
            // Each instance sends its own file, and not at the same time.
            Instant stopped = Objects.requireNonNullElse(record.stoppedAt(), now);
            Instant enough = earlier(stopped.plus(policy.fileLateAfter()), fileDeadline(record, now));
            if (now.isBefore(enough)) {
                Instant look = now.plus(backOff(record.attempts(), SHORTEST, LONGEST_LOOK));
                return change.nextAt(earlier(look, enough))
                        .attempts(record.attempts() + 1)
                        .done();
            }
        }
        if (now.isBefore(settled) && now.isBefore(patience)) {
            return late(change.nextAt(earlier(settled, patience)).done(), now);
        }
        return change.state(CaptureState.EXAMINING).nextAt(now).attempts(0).done();
    }

    private CaptureRecord notFound(CaptureRecord record, @Nullable String problem, Instant now) {
        Instant deadline = fileDeadline(record, now);
        if (!now.isBefore(deadline)) {
            return close(
                    record.change()
                            .file(record.file().in(CaptureFile.State.LOST))
                            .event(now, "file given up", problem == null ? "it never came" : problem)
                            .done(),
                    now);
        }
        Instant look = now.plus(backOff(record.attempts(), SHORTEST, LONGEST_LOOK));
        Change change =
                record.change().reason(null).nextAt(earlier(look, deadline)).attempts(record.attempts() + 1);
        if (problem != null) {
            tellOnce(change, record, "storage does not answer", problem, now);
        }
        return late(change.done(), now);
    }

    private Instant fileDeadline(CaptureRecord record, Instant now) {
        Instant stopped = Objects.requireNonNullElse(record.stoppedAt(), now);
        Duration patience = record.session().isError()
                ? FILE_AFTER_ERROR
                : record.session().isGone() ? FILE_AFTER_REMOVAL : policy.fileDeadline();
        return stopped.plus(shorter(patience, policy.fileDeadline()));
    }

    /** Says once that the file is late. */
    private CaptureRecord late(CaptureRecord record, Instant now) {
        Instant stopped = Objects.requireNonNullElse(record.stoppedAt(), now);
        boolean said =
                record.timeline().stream().anyMatch(event -> event.event().equals("late"))
                        || record.messages().stream().anyMatch(message -> message.kind() == NoticeKind.LATE);
        if (said || now.isBefore(stopped.plus(policy.fileLateAfter()))) {
            return record;
        }
        return owe(
                record.change()
                        .event(
                                now,
                                "late",
                                "the file has not arrived " + inWords(policy.fileLateAfter()) + " after the end")
                        .done(),
                NoticeKind.LATE,
                now);
    }

    /** The files were read. */
    public CaptureRecord examined(
            CaptureRecord record, Map<FoundFile, CaptureFiles.FileReading> readings, Instant now) {
        CaptureFile file = FileCount.of(record.file(), readings);
        Instant changed = Objects.requireNonNullElse(file.changedAt(), now);
        if (file.problem() == null
                && Objects.equals(file.packets(), 0L)
                && now.isBefore(changed.plus(policy.emptyAfter()))) {
            return record.change()
                    .state(CaptureState.COLLECTING)
                    .nextAt(changed.plus(policy.emptyAfter()))
                    .done();
        }
        return close(
                record.change()
                        .file(file)
                        .event(
                                now,
                                "file arrived",
                                file.bytes() + " bytes, " + Objects.requireNonNullElse(file.packets(), 0L) + " packets")
                        .done(),
                now);
    }

    /** The files could not be read; that may pass. */
    public CaptureRecord notExamined(CaptureRecord record, String words, Instant now) {
        Instant stopped = Objects.requireNonNullElse(record.stoppedAt(), now);
        Instant changed = Objects.requireNonNullElse(record.file().changedAt(), stopped);
        if (now.isAfter(later(stopped, changed).plus(EXAMINE_GIVE_UP))) {
            return failed(record, "the file is in storage and could not be read: " + words, now);
        }
        Change change = record.change()
                .state(CaptureState.COLLECTING)
                .nextAt(now.plus(backOff(record.attempts(), SHORTEST, LONGEST_LOOK)))
                .attempts(record.attempts() + 1);
        return tellOnce(change, record, "file not read", words, now).done();
    }

    // ---- the end ------------------------------------------------------------------------------------------------

    private CaptureRecord close(CaptureRecord record, Instant now) {
        Verdict verdict = Verdict.of(record);
        return close(record, verdict.outcome(), verdict.reason(), now);
    }

    private CaptureRecord failed(CaptureRecord record, String reason, Instant now) {
        return close(record, Outcome.FAILED, reason, now);
    }

    private CaptureRecord close(CaptureRecord record, Outcome outcome, @Nullable String reason, Instant now) {
        Instant stopped = Objects.requireNonNullElse(record.stoppedAt(), now);
        CaptureRecord closing = record.change()
                .state(CaptureState.CLOSING)
                .outcome(outcome)
                .reason(reason)
                .session(record.session()
                        .toBeRemoved(record.session().removeAt() == null ? stopped.plus(policy.keepSession()) : now))
                .nextAt(now)
                .attempts(0)
                .event(now, outcome.wire(), reason == null ? outcome.inWords() : reason)
                .done();
        CaptureRecord owing = owe(closing, NoticeKind.FINISHED, now);
        return nothingToRemove(owing) ? finish(owing, now) : owing;
    }

    private static boolean nothingToRemove(CaptureRecord record) {
        return record.session().id() == null || record.session().removedAt() != null;
    }

    /** Ends a record that has no session. */
    private CaptureRecord finished(CaptureRecord record, Outcome outcome, String reason, Instant now) {
        CaptureRecord ended = record.change()
                .outcome(outcome)
                .reason(reason)
                .event(now, outcome.wire(), reason)
                .done();
        NoticeKind kind = outcome == Outcome.REFUSED
                ? NoticeKind.REFUSED
                : outcome == Outcome.EXPIRED ? NoticeKind.EXPIRED : NoticeKind.FINISHED;
        return finish(owe(ended, kind, now), now);
    }

    private static CaptureRecord finish(CaptureRecord record, Instant now) {
        return record.change()
                .state(CaptureState.FINISHED)
                .finishedAt(now)
                .nextAt(now)
                .attempts(0)
                .done();
    }

    /** The session's name is wanted by another capture: it goes now. */
    public CaptureRecord removeNow(CaptureRecord record, Instant now) {
        return record.change()
                .session(record.session().toBeRemoved(now))
                .nextAt(now)
                .done();
    }

    // ---- keeping and deleting -----------------------------------------------------------------------------------

    /** It must be kept. What else was begun by one who died binds nobody any more. */
    public CaptureRecord held(CaptureRecord record, String by, String reason, Instant now) {
        return record.change()
                .hold(new LegalHold(now, by, reason))
                .disposal(null)
                .event(now, "held", "by " + by + ": " + reason)
                .done();
    }

    /** It need not be kept any longer. */
    public CaptureRecord released(CaptureRecord record, String by, Instant now) {
        LegalHold hold = record.hold();
        return hold == null
                ? record
                : record.change()
                        .hold(null)
                        .event(now, "hold released", "by " + by + "; it was " + hold.inWords())
                        .done();
    }

    /** The files are about to be deleted. */
    public CaptureRecord filesGoing(CaptureRecord record, Disposal disposal) {
        return unlessSaid(
                record.change().disposal(disposal),
                record,
                "file deletion asked",
                "by " + disposal.by(),
                disposal.at());
    }

    /** All of it is about to be deleted: there is nobody to read a timeline. */
    public CaptureRecord going(CaptureRecord record, String by, Instant now) {
        return record.isBeingPurged()
                ? record
                : record.change()
                        .disposal(new Disposal(Disposal.What.RECORD, by, now))
                        .done();
    }

    /** Nothing of it was deleted. */
    public CaptureRecord notBegun(CaptureRecord record, String why, Instant now) {
        return unlessSaid(record.change().disposal(null), record, "not deleted", why, now);
    }

    /** Something is still there, or was a moment ago: a deletion that was not answered can take effect later. */
    public CaptureRecord notDeleted(CaptureRecord record, String by, String why, Instant now) {
        Disposal late = new Disposal(Disposal.What.FILES, by, now);
        return unlessSaid(record.change().disposal(late), record, "not deleted", why, now);
    }

    /** Said every day it would drive out the rest of the timeline. */
    private static CaptureRecord unlessSaid(
            Change change, CaptureRecord record, String event, String detail, Instant now) {
        boolean said = record.timeline().stream()
                .anyMatch(each -> each.event().equals(event) && each.detail().equals(detail));
        return said ? change.done() : change.event(now, event, detail).done();
    }

    /** The file is not there any more. */
    public CaptureRecord fileDeleted(CaptureRecord record, String by, Instant now) {
        return record.change()
                .file(record.file().deleted(by))
                .disposal(null)
                .event(now, "file deleted", String.join(", ", record.file().urls()))
                .done();
    }

    // ---- the session's end --------------------------------------------------------------------------------------

    /** The session is off the watcher. */
    public CaptureRecord sessionRemoved(CaptureRecord record, String detail, Instant now) {
        return finish(
                record.change()
                        .session(record.session().removed(now))
                        .event(now, "session removed", detail)
                        .done(),
                now);
    }

    /** There is no session to be removed. One that was started a moment ago, and never seen, may only not show yet. */
    public CaptureRecord sessionAbsent(CaptureRecord record, Instant now) {
        Instant visible =
                Objects.requireNonNullElse(record.startedAt(), Instant.EPOCH).plus(VISIBLE_AFTER);
        return record.session().askedAt() == null && now.isBefore(visible)
                ? record.change().nextAt(visible).done()
                : sessionRemoved(record, "it was gone already", now);
    }

    /** The session could not be removed; that may pass. */
    public CaptureRecord sessionNotRemoved(CaptureRecord record, String words, Instant retryAt, Instant now) {
        Instant wanted = Objects.requireNonNullElse(record.session().removeAt(), now);
        if (now.isAfter(wanted.plus(REMOVAL_GIVE_UP))) {
            return finish(
                    record.change().event(now, "session left behind", words).done(), now);
        }
        Change change = record.change()
                .nextAt(later(retryAt, now.plus(backOff(record.attempts(), SHORTEST, LONGEST_LOOK))))
                .attempts(record.attempts() + 1);
        return tellOnce(change, record, "session not removed", words, now).done();
    }

    /** Another record names this capture as the one that serves it. */
    public CaptureRecord covers(CaptureRecord record, String other, Instant now) {
        if (record.covers().contains(other)) {
            return record;
        }
        List<String> more = new ArrayList<>(record.covers());
        more.add(other);
        return record.change()
                .covers(more)
                .event(now, "covers", "capture " + other + " as well")
                .done();
    }

    /** What was exchanged with Azure in a step could not be put into the capture's case. */
    public CaptureRecord exchangesLost(CaptureRecord record, String step, String words, Instant now) {
        return record.change()
                .event(now, EXCHANGES_NOT_KEPT, step + ": " + words)
                .done();
    }

    /** The alert could not be put into the capture's case. */
    static CaptureRecord alertLost(CaptureRecord record, String words, Instant now) {
        return record.change().event(now, ALERT_NOT_KEPT, words).done();
    }

    /** Somebody began a step and was not heard of again. */
    public CaptureRecord takenOver(CaptureRecord record, Instant now) {
        return record.change()
                .event(now, TAKEN_OVER, "a step was not finished in its time; what became of it is found out")
                .done();
    }

    // ---- messages -----------------------------------------------------------------------------------------------

    private CaptureRecord owe(CaptureRecord record, NoticeKind kind, Instant now) {
        List<Message> messages = new ArrayList<>();
        for (Message earlier : record.messages()) {
            messages.add(earlier.isWaiting() ? earlier.overtaken() : earlier);
        }
        for (String destination : destinations) {
            messages.add(new Message(
                    record.id() + "-" + kind.wire(), kind, destination, Message.State.WAITING, 0, now, now, null));
        }
        return record.change().messages(messages).done();
    }

    /** A message was tried. */
    public CaptureRecord delivered(CaptureRecord record, Message tried, Delivery delivery, Instant now) {
        Change change = record.change();
        change.messages(record.messages().stream()
                .map(message -> message.equals(tried) ? after(message, delivery, now, change) : message)
                .toList());
        return change.done();
    }

    private Message after(Message message, Delivery delivery, Instant now, Change change) {
        int attempts = message.attempts() + 1;
        Message.State state;
        if (delivery.delivered()) {
            state = Message.State.DELIVERED;
            change.event(now, "message delivered", message.kind().wire() + " to " + message.to());
        } else if (now.isAfter(message.createdAt().plus(policy.messageGiveUp()))) {
            state = Message.State.ABANDONED;
            change.event(
                    now, "message given up", message.kind().wire() + " to " + message.to() + ": " + delivery.problem());
        } else {
            state = Message.State.WAITING;
        }
        Instant next = now.plus(backOff(message.attempts(), SHORTEST, LONGEST_MESSAGE));
        return new Message(
                message.id(),
                message.kind(),
                message.to(),
                state,
                attempts,
                message.createdAt(),
                next,
                delivery.problem());
    }

    // ---- small change -------------------------------------------------------------------------------------------

    /** Sets the reason, and adds it to the timeline only when it is news. */
    private static Change tellOnce(Change change, CaptureRecord record, String event, String reason, Instant now) {
        change.reason(reason);
        return reason.equals(record.reason()) ? change : change.event(now, event, reason);
    }

    private static String statusInWords(SessionStatus seen) {
        return seen.status()
                + (seen.stopReason() == null || seen.stopReason().isBlank() ? "" : ", " + seen.stopReason())
                + (seen.errors().isEmpty() ? "" : ", " + String.join(", ", seen.errors()));
    }

    /**
     * Doubles from {@code first} with every attempt, up to {@code longest}. Never nothing: a record whose attempts were
     * edited, or counted past the largest number, must not be due again at once for ever.
     */
    static Duration backOff(int attempts, Duration first, Duration longest) {
        return shorter(first.multipliedBy(1L << Math.max(0, Math.min(attempts, 20))), longest);
    }

    static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds % 3_600 == 0 && seconds > 0
                ? seconds / 3_600 + " h"
                : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Instant later(Instant a, @Nullable Instant b) {
        return b != null && b.isAfter(a) ? b : a;
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }
}
