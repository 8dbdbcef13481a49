package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The steps that speak to the Network Watcher about a record's own session. A record acts on its own session only: known
 * by name, target and path.
 */
final class SessionSteps {
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(10);

    private final NetworkWatchers watchers;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;
    private final CapturePolicy policy;

    SessionSteps(NetworkWatchers watchers, CaptureLedger ledger, Lifecycle lifecycle, CapturePolicy policy) {
        this.watchers = watchers;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.policy = policy;
    }

    // ---- the start ----------------------------------------------------------------------------------------------

    /** Sends the request, once. Called only by who saved the admission. */
    UnaryOperator<CaptureRecord> send(CaptureRecord record, Errand errand) {
        try {
            PacketCaptureSession session = watchers.start(watcher(record), request(record), errand.budget());
            return at(now -> r -> lifecycle.accepted(r, session, now));
        } catch (ServiceException e) {
            errand.journal().tell("start-refused", "capture", record.id(), "answer", e.inWords());
            return e.kind() == ServiceException.Kind.BUSY && e.status() == 429
                    // Nothing was done, and asking at once would be answered the same way.
                    ? at(now -> r -> lifecycle.sendAgain(r, busy(e), null, retryAt(e, now), now))
                    : settle(record, e, errand);
        }
    }

    /** What became of a request whose answer is not known. */
    UnaryOperator<CaptureRecord> confirm(CaptureRecord record, Errand errand) {
        return settle(record, null, errand);
    }

    /**
     * Reads the truth: who has the name? Only then is the failure, if there was one, given a meaning.
     *
     * @param failure the answer to our request; null if there was none that we know of
     */
    private UnaryOperator<CaptureRecord> settle(
            CaptureRecord record, @Nullable ServiceException failure, Errand errand) {
        Optional<PacketCaptureSession> there;
        try {
            there = watchers.session(watcher(record), name(record), errand.budget());
        } catch (ServiceException e) {
            return at(now -> r -> lifecycle.unsure(r, e.inWords(), retryAt(e, now), now));
        }
        if (there.isPresent()) {
            PacketCaptureSession session = there.get();
            if (isOurs(record, session)) {
                return at(now -> r -> lifecycle.foundThere(r, session, now));
            }
        }
        boolean mayLand = failure == null || failure.kind() == ServiceException.Kind.UNCERTAIN;
        String words = failure == null ? "the request left no session behind" : failure.inWords();
        if (mayLand && !landed(record, ledger.now())) {
            return at(now -> r -> lifecycle.unsure(r, words, putUntil(r, now), now));
        }
        if (there.isPresent()) {
            return taken(record, there.get().target());
        }
        if (failure == null || failure.kind() == ServiceException.Kind.UNCERTAIN) {
            return at(now -> r -> lifecycle.sendAgain(r, words, null, now, now));
        }
        return switch (failure.kind()) {
            case BUSY, EXISTS ->
                at(now -> r -> lifecycle.sendAgain(r, busy(failure), null, retryAt(failure, now), now));
            case LIMIT ->
                policy.atLimit() == AtLimit.REFUSE
                        ? at(now ->
                                r -> lifecycle.refused(r, "Azure's own limit is reached: " + failure.inWords(), now))
                        : at(now -> r -> lifecycle.sendAgain(
                                r,
                                "Azure's own limit is reached: " + failure.inWords(),
                                null,
                                retryAt(failure, now),
                                now));
            case NOT_FOUND, FORBIDDEN, INVALID -> at(now -> r -> lifecycle.startFailed(r, failure.inWords(), now));
            case UNCERTAIN -> throw new AssertionError(failure.kind());
        };
    }

    /** Somebody else's session has the name, although it was free a moment ago. */
    private UnaryOperator<CaptureRecord> taken(CaptureRecord record, String owner) {
        String words = "the name " + name(record) + " is taken by a capture of " + owner + " that is not ours";
        if (policy.onNameConflict() == OnNameConflict.UNIQUE) {
            String other = CaptureName.another(name(record), record.id());
            return at(now -> r -> lifecycle.sendAgain(r, words, other, now, now));
        }
        return at(now -> r -> lifecycle.refused(r, words, now));
    }

    /** Ends a record that waited too long, unless its request turns out to have been accepted. */
    UnaryOperator<CaptureRecord> giveUp(CaptureRecord record, Errand errand) {
        if (record.name() == null || record.session().watcher() == null) {
            return at(now -> r -> lifecycle.expired(r, now));
        }
        try {
            Optional<PacketCaptureSession> there = watchers.session(watcher(record), name(record), errand.budget());
            return there.filter(session -> isOurs(record, session)).isPresent()
                    ? at(now -> r -> lifecycle.foundThere(r, there.get(), now))
                    : at(now -> r -> lifecycle.expired(r, now));
        } catch (ServiceException e) {
            return at(now -> r -> lifecycle.unsure(r, e.inWords(), retryAt(e, now), now));
        }
    }

    // ---- while it runs ------------------------------------------------------------------------------------------

    UnaryOperator<CaptureRecord> askStatus(CaptureRecord record, Errand errand) {
        try {
            Optional<SessionStatus> status = watchers.status(watcher(record), name(record), errand.budget());
            return status.isPresent()
                    ? at(now -> r -> lifecycle.status(r, status.get(), now))
                    : at(now -> r -> lifecycle.gone(r, now));
        } catch (ServiceException e) {
            return at(now -> r -> lifecycle.statusUnknown(r, e.inWords(), retryAt(e, now), now));
        }
    }

    UnaryOperator<CaptureRecord> stop(CaptureRecord record, Errand errand) {
        try {
            Optional<PacketCaptureSession> there = watchers.session(watcher(record), name(record), errand.budget());
            if (there.isEmpty() || !isOurs(record, there.get())) {
                return at(now -> r -> lifecycle.gone(r, now));
            }
            watchers.stop(watcher(record), name(record), errand.budget());
            return at(now -> r -> lifecycle.stopSent(r, now));
        } catch (ServiceException e) {
            return at(now -> r -> lifecycle.statusUnknown(r, e.inWords(), retryAt(e, now), now));
        }
    }

    // ---- the end ------------------------------------------------------------------------------------------------

    /** Removes the session's resource, after it was seen once more that it is ours. */
    UnaryOperator<CaptureRecord> remove(CaptureRecord record, Errand errand) {
        try {
            Optional<PacketCaptureSession> there = watchers.session(watcher(record), name(record), errand.budget());
            if (there.isEmpty()) {
                return at(now -> r -> lifecycle.sessionAbsent(r, now));
            }
            if (!isOurs(record, there.get())) {
                return at(now ->
                        r -> lifecycle.sessionRemoved(r, "its name belongs to somebody else now; left alone", now));
            }
            watchers.remove(watcher(record), name(record), errand.budget());
            return at(now -> r -> lifecycle.sessionRemoved(r, "the file stays", now));
        } catch (ServiceException e) {
            return at(now -> r -> lifecycle.sessionNotRemoved(r, e.inWords(), retryAt(e, now), now));
        }
    }

    /** Whether a session that holds a slot has certainly ended. For the sweep; empty if it is not known. */
    Optional<Boolean> hasEnded(CaptureRecord record, Errand errand) {
        try {
            Optional<SessionStatus> status = watchers.status(watcher(record), name(record), errand.budget());
            return Optional.of(status.map(SessionStatus::hasEnded).orElseGet(() -> landed(record, ledger.now())));
        } catch (ServiceException e) {
            return Optional.empty();
        }
    }

    // ---- small change -------------------------------------------------------------------------------------------

    /** Ours by target and by the path, in which the record's id stands (or, without a blob, the path on the machine). */
    static boolean isOurs(CaptureRecord record, PacketCaptureSession session) {
        boolean sameTarget =
                session.target().equalsIgnoreCase(record.target().id().toString());
        String wanted = record.location().storagePath();
        if (wanted == null) {
            return sameTarget && Objects.equals(record.location().filePath(), session.filePath());
        }
        // Without regard to case: Azure is free to echo the host, or all of it, in its own.
        return sameTarget && wanted.equalsIgnoreCase(session.storagePath());
    }

    static SessionRequest request(CaptureRecord record) {
        return new SessionRequest(name(record), record.target(), record.wish(), record.location());
    }

    private static String name(CaptureRecord record) {
        return Objects.requireNonNull(record.name());
    }

    private static Watcher watcher(CaptureRecord record) {
        return Objects.requireNonNull(record.session().watcher());
    }

    /** Whether a request of ours would have landed by now, if it ever does. */
    private static boolean landed(CaptureRecord record, Instant now) {
        return !now.isBefore(putUntil(record, now));
    }

    private static Instant putUntil(CaptureRecord record, Instant now) {
        return Objects.requireNonNullElse(record.session().putUntil(), now);
    }

    private static String busy(ServiceException e) {
        return "Azure cannot take the request now: " + e.inWords();
    }

    private static Instant retryAt(ServiceException e, Instant now) {
        Duration wait = e.retryAfter().orElse(RETRY);
        return now.plus(wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait);
    }

    /** The moment that counts for a transition is when it is saved, not when the call began. */
    private UnaryOperator<CaptureRecord> at(java.util.function.Function<Instant, UnaryOperator<CaptureRecord>> seen) {
        return record -> seen.apply(ledger.now()).apply(record);
    }
}
