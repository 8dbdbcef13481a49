package io.alertcap.capture;

import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLedger.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes a record forward, step by step, within a time budget: claim the step by compare-and-swap, do the effect, save
 * what was seen by compare-and-swap. Webhook and timer run this same code, on any number of hosts, and may meet on one
 * record at any moment.
 *
 * <p>The clock is the ledger's, that is the storage service's: hosts may disagree about the time, claims may not.
 *
 * <p>Thread-safe.
 */
public final class CaptureEngine {
    /** Longer than any single effect may take, so that a claim ends only when its holder has died or hangs. */
    static final Duration CLAIM = Duration.ofSeconds(30);

    /** Listing the files and saving what was read. */
    private static final Duration AROUND_READING = Duration.ofSeconds(10);

    /** Below this an effect is not begun; the next run takes it. */
    static final Duration LEAST_BUDGET = Duration.ofMillis(700);

    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;
    private final Admission admission;
    private final AgentSteps agents;
    private final SessionSteps sessions;
    private final FileSteps files;
    private final Messages messages;
    private final Slots slots;
    private final CaseBook cases;
    private final String instance;
    private final AtomicLong runs = new AtomicLong();

    /** @param instance names this process among all; unguessable is not needed, unique is */
    CaptureEngine(
            CaptureLedger ledger,
            Lifecycle lifecycle,
            Admission admission,
            AgentSteps agents,
            SessionSteps sessions,
            FileSteps files,
            Messages messages,
            Slots slots,
            CaseBook cases,
            String instance) {
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.admission = admission;
        this.agents = agents;
        this.sessions = sessions;
        this.files = files;
        this.messages = messages;
        this.slots = slots;
        this.cases = cases;
        this.instance = instance;
    }

    /** Who works, in one run over one record. */
    String newWorker() {
        return instance + "-" + runs.incrementAndGet();
    }

    /**
     * Does all that is due and fits in the budget.
     *
     * @param entry of the list of open records, from which the record is taken when nothing is owed; null to leave that
     *     to the monitor
     * @return the record as it stands
     */
    CaptureRecord advance(Versioned<CaptureRecord> start, String worker, Errand errand, @Nullable OpenEntry entry) {
        Versioned<CaptureRecord> at = start;
        boolean freshlyAdmitted = false;
        while (true) {
            Instant now = ledger.now();
            CaptureRecord record = at.value();
            Step step = lifecycle.next(record, now);
            // Only who saved the admission a moment ago, and still works under the claim that was saved with it, knows
            // that nothing was sent yet and nobody else will send.
            boolean sends = freshlyAdmitted && step instanceof Step.Wait && holds(record, worker, CLAIM, now);
            freshlyAdmitted = false;
            if (sends) {
                step = new Step.Confirm();
            }
            if (step instanceof Step.Wait) {
                return record;
            }
            if (step instanceof Step.Retire) {
                if (entry != null && errand.budget().hasAtLeast(LEAST_BUDGET)) {
                    if (!record.isBeingPurged()) {
                        cases.seal(record, errand.journal());
                    }
                    ledger.retire(entry);
                }
                return record;
            }
            if (!errand.budget().hasAtLeast(LEAST_BUDGET)
                    || (isForLater(step) && !errand.patient())
                    || (isStatusCall(step) && !errand.mayAskStatus())) {
                return letGo(at, worker, sends);
            }
            Optional<Versioned<CaptureRecord>> claimed = claim(at, worker, step, now);
            if (claimed.isEmpty()) {
                Optional<Versioned<CaptureRecord>> latest = ledger.find(record.id());
                if (latest.isEmpty() || isClaimedByOther(latest.get().value(), worker, ledger.now())) {
                    return latest.map(Versioned::value).orElse(record);
                }
                at = latest.get();
                continue;
            }
            at = claimed.get();
            CaseBook.Minutes minutes = new CaseBook.Minutes();
            Errand watched = errand.before(minutes);
            UnaryOperator<CaptureRecord> seen =
                    sends ? sessions.send(at.value(), watched) : effect(step, at.value(), watched);
            UnaryOperator<CaptureRecord> proved = cases.keep(at.value(), sends ? "Send" : step.label(), minutes, seen);
            Optional<Versioned<CaptureRecord>> saved = save(at, proved, worker, step, errand);
            if (saved.isEmpty()) {
                errand.journal().tell("claim-lost", "capture", record.id(), "step", step.label());
                return record;
            }
            freshlyAdmitted = step instanceof Step.Admit && saved.get().value().state() == CaptureState.STARTING;
            at = saved.get();
        }
    }

    /** What may take long while somebody waits for an answer. */
    private static boolean isStatusCall(Step step) {
        return step instanceof Step.AskStatus || step instanceof Step.Stop;
    }

    private static boolean isForLater(Step step) {
        return step instanceof Step.InstallAgent || step instanceof Step.Examine || step instanceof Step.Deliver;
    }

    private UnaryOperator<CaptureRecord> effect(Step step, CaptureRecord record, Errand errand) {
        if (step instanceof Step.Admit) {
            return admission.admit(record, errand);
        } else if (step instanceof Step.InstallAgent) {
            return agents.install(record, errand);
        } else if (step instanceof Step.GiveUp) {
            return sessions.giveUp(record, errand);
        } else if (step instanceof Step.CheckCover) {
            return admission.checkCover(record);
        } else if (step instanceof Step.Confirm) {
            return sessions.confirm(record, errand);
        } else if (step instanceof Step.AskStatus) {
            return sessions.askStatus(record, errand);
        } else if (step instanceof Step.Stop) {
            return sessions.stop(record, errand);
        } else if (step instanceof Step.LookForFile) {
            return files.look(record, errand);
        } else if (step instanceof Step.Examine) {
            return files.examine(record, errand);
        } else if (step instanceof Step.Deliver) {
            return messages.deliver(record, errand);
        } else if (step instanceof Step.RemoveSession) {
            return sessions.remove(record, errand);
        }
        throw new AssertionError(step);
    }

    private static boolean isClaimedByOther(CaptureRecord record, String worker, Instant now) {
        Claim claim = record.claim();
        return claim != null && !claim.by().equals(worker) && Lifecycle.isAhead(claim.until(), now);
    }

    /** Reading a gigabyte takes seconds, from a slow account minutes. */
    private static Duration readingClaim(CaptureRecord record) {
        int files = Math.max(1, record.target().instances().size());
        long bytes = Objects.requireNonNullElse(record.file().bytes(), 0L);
        return CaptureFiles.readingTime(files, bytes).plus(AROUND_READING);
    }

    /** Whether the worker's claim lasts for at least half of {@code length}. */
    private static boolean holds(CaptureRecord record, String worker, Duration length, Instant now) {
        Claim claim = record.claim();
        return claim != null && claim.by().equals(worker) && claim.until().isAfter(now.plus(length.dividedBy(2)));
    }

    /** Empty if somebody else works on the record. A claim that is held and long enough costs nothing. */
    private Optional<Versioned<CaptureRecord>> claim(
            Versioned<CaptureRecord> at, String worker, Step step, Instant now) {
        CaptureRecord record = at.value();
        if (isClaimedByOther(record, worker, now)) {
            return Optional.empty();
        }
        Duration length = step instanceof Step.Examine ? readingClaim(record) : CLAIM;
        if (holds(record, worker, length, now)) {
            return Optional.of(at);
        }
        Claim before = record.claim();
        CaptureRecord ours = before == null || before.by().equals(worker) ? record : lifecycle.takenOver(record, now);
        return ledger.save(
                at, ours.change().claim(new Claim(worker, now.plus(length))).done());
    }

    /**
     * Saves what an effect saw. Others may have written a wish into the record meanwhile; as long as the claim is ours
     * the observation is applied to the newest version.
     */
    private Optional<Versioned<CaptureRecord>> save(
            Versioned<CaptureRecord> base, UnaryOperator<CaptureRecord> seen, String worker, Step step, Errand errand) {
        Versioned<CaptureRecord> at = base;
        while (true) {
            Instant now = ledger.now();
            CaptureRecord next = seen.apply(at.value());
            boolean more = !(lifecycle.next(next, now) instanceof Step.Wait)
                    || (step instanceof Step.Admit && next.state() == CaptureState.STARTING);
            Claim claim = more ? new Claim(worker, now.plus(CLAIM)) : null;
            Optional<Versioned<CaptureRecord>> saved =
                    ledger.save(at, next.change().claim(claim).done());
            if (saved.isPresent()) {
                told(at.value(), saved.get().value(), step, errand);
                afterSave(at.value(), saved.get().value());
                return saved;
            }
            Optional<Versioned<CaptureRecord>> latest = ledger.find(base.value().id());
            Claim theirs = latest.map(found -> found.value().claim()).orElse(null);
            if (theirs == null || !theirs.by().equals(worker)) {
                return Optional.empty();
            }
            at = latest.get();
        }
    }

    /** The session was seen to have ended: its slot is free. A crash before this line is mended by the monitor's sweep. */
    private void afterSave(CaptureRecord before, CaptureRecord after) {
        boolean wasLive = !after.state().isLive() && before.state().isLive();
        boolean gaveUp = after.state() == CaptureState.FINISHED && before.state() != CaptureState.FINISHED;
        if ((wasLive && after.stoppedAt() != null) || (gaveUp && holdsNothing(after))) {
            slots.release(after);
        }
    }

    /** Whether no request of this record can still land, and no session of it is known to run. */
    static boolean holdsNothing(CaptureRecord record) {
        return record.stoppedAt() != null
                || record.session().removedAt() != null
                || (record.session().id() == null
                        && (record.session().putUntil() == null || record.outcome() != Outcome.FAILED));
    }

    private static void told(CaptureRecord before, CaptureRecord after, Step step, Errand errand) {
        if (before.state() != after.state() || before.outcome() != after.outcome()) {
            errand.journal()
                    .tell(
                            "step",
                            "capture",
                            after.id(),
                            "step",
                            step.label(),
                            "from",
                            before.state().wire(),
                            "to",
                            after.state().wire(),
                            "outcome",
                            after.outcome() == null ? "-" : after.outcome().wire(),
                            "name",
                            after.name() == null ? "-" : after.name(),
                            "machine",
                            after.target().id().toString(),
                            "reason",
                            after.reason() == null ? "-" : after.reason());
        }
    }

    /** Ends our claim early, so that the next run need not wait for its end; nor for a request that was never sent. */
    private CaptureRecord letGo(Versioned<CaptureRecord> at, String worker, boolean unsent) {
        CaptureRecord record = at.value();
        Claim claim = record.claim();
        if (claim == null || !claim.by().equals(worker)) {
            return record;
        }
        Instant now = ledger.now();
        CaptureRecord free = unsent
                ? lifecycle.sendAgain(record, "there was no time left to send the request", null, now, now)
                : record;
        return ledger.save(at, free.change().claim(null).done())
                .map(Versioned::value)
                .orElse(record);
    }
}
