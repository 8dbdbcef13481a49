package io.alertcap.capture;

import io.alertcap.capture.CaptureLedger.Opening;
import io.alertcap.capture.CaptureLedger.Versioned;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes what operators ask for: start a capture, stop it, take its session off the watcher. As with alerts it is written
 * into a record first and carried out then, as far as there is time; the monitor does the rest.
 *
 * <p>Methods throw {@link CaptureException} when the ledger does not answer: then nothing was promised.
 */
public final class OperatorOrders {
    private static final int TRIES = 8;

    private final CaptureLedger ledger;
    private final CaptureEngine engine;
    private final Admission admission;
    private final Lifecycle lifecycle;
    private final CapturePolicy policy;
    private final CaseBook cases;
    private final FileRemoval removal;

    OperatorOrders(
            CaptureLedger ledger,
            CaptureEngine engine,
            Admission admission,
            Lifecycle lifecycle,
            CapturePolicy policy,
            CaseBook cases,
            FileRemoval removal) {
        this.removal = removal;
        this.cases = cases;
        this.ledger = ledger;
        this.engine = engine;
        this.admission = admission;
        this.lifecycle = lifecycle;
        this.policy = policy;
    }

    /** The owner's rules, by which orders are read. */
    public CapturePolicy policy() {
        return policy;
    }

    /** What became of an order, and its record as it stands. */
    public record Taken(Decision decision, CaptureRecord capture) {}

    /** Starts a capture, by the same checks as an alert's; an order that was given before starts nothing. */
    public Taken start(CaptureOrder order, Errand errand) {
        String worker = engine.newWorker();
        Optional<String> lacking = cases.begin(order.record(ledger.now(), policy), order);
        Opening opening = ledger.create(order.id(), now -> {
            CaptureRecord record = CaseBook.lacking(order.record(now, policy), lacking, now);
            return admission
                    .forbidden(record)
                    .map(refusal -> lifecycle.refused(record, refusal, now))
                    .orElseGet(() -> record.change()
                            .claim(new Claim(worker, now.plus(CaptureEngine.CLAIM)))
                            .done());
        });
        CaptureRecord record = opening.record().value();
        if (!opening.created()) {
            return new Taken(
                    AlertIntake.duplicate(order.target().id().toString(), "this order was given before", record),
                    record);
        }
        CaptureRecord now = record.isOpen() ? advance(opening.record(), worker, errand) : record;
        Decision decision =
                new Decision(order.target().id().toString(), AlertIntake.kind(now), now.id(), now.reason(), null);
        errand.journal()
                .tell(
                        "order",
                        "decision",
                        decision.kind().wire(),
                        "capture",
                        now.id(),
                        "target",
                        decision.target(),
                        "by",
                        order.by(),
                        "reason",
                        now.reason() == null ? "-" : now.reason());
        return new Taken(decision, now);
    }

    /** What {@link #start} would do, and the exact request; nothing is written. */
    public Decision preview(CaptureOrder order, Errand errand) {
        CaptureRecord record = order.record(ledger.now(), policy);
        String target = order.target().id().toString();
        Optional<Versioned<CaptureRecord>> known = ledger.find(order.id());
        if (known.isPresent()) {
            return AlertIntake.duplicate(
                    target, "this order was given before", known.get().value());
        }
        Optional<String> forbidden = admission.forbidden(record);
        if (forbidden.isPresent()) {
            return new Decision(target, Decision.Kind.REFUSED, null, forbidden.get(), null);
        }
        Admission.Preview preview = admission.preview(record, errand);
        return new Decision(target, preview.kind(), null, preview.reason(), preview.request());
    }

    /**
     * Ends a capture now. One that has ended is left as it is.
     *
     * @param by who, for record and messages
     * @return the record as it stands; empty if there is none
     */
    public Optional<CaptureRecord> stop(String id, String by, String reason, Errand errand) {
        return wish(id, record -> lifecycle.stopWished(record, by, reason, ledger.now()), errand);
    }

    /** Takes a capture's session off its watcher, after stopping it if it runs. File and record stay. */
    public Optional<CaptureRecord> remove(String id, String by, Errand errand) {
        return wish(id, record -> lifecycle.removalWished(record, by, ledger.now()), errand);
    }

    /**
     * As {@link #remove}, and deletes the file of a capture that has ended. That it was asked for is written first, so that
     * nobody wonders where evidence has gone. Where a hold keeps the file, nothing is done.
     */
    public Optional<FileDeletion> removeWithFile(String id, String by, Errand errand) {
        Optional<CaptureRecord> found = ledger.find(id).map(Versioned::value);
        Optional<FileDeletion.Held> held = found.flatMap(removal::heldBy);
        if (held.isPresent()) {
            return held.map(each -> each);
        }
        return found.isEmpty() || remove(id, by, errand).isEmpty() ? Optional.empty() : removal.delete(id, by);
    }

    // ---- holds --------------------------------------------------------------------------------------------------

    /**
     * Keeps a capture from being deleted, whatever retention says.
     *
     * @param reason legal by {@link LegalHold#problem}
     * @return empty if there is none of this id
     */
    public Optional<HoldAnswer> hold(String id, String by, String reason, Errand errand) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned<CaptureRecord>> found = ledger.find(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CaptureRecord record = found.get().value();
            Optional<String> objection = objection(record, reason);
            if (objection.isPresent()) {
                return Optional.of(new HoldAnswer.Refused(objection.get()));
            }
            Optional<Versioned<CaptureRecord>> held = record.hold() != null
                    ? found
                    : ledger.save(found.get(), lifecycle.held(record, by, reason, ledger.now()));
            if (held.isPresent()) {
                HoldAnswer answer = withItsFile(held.get().value(), by);
                errand.journal()
                        .tell(
                                answer instanceof HoldAnswer.Taken ? "held" : "not-held",
                                "capture",
                                id,
                                "by",
                                by,
                                "reason",
                                reason);
                return Optional.of(answer);
            }
        }
        throw tooOften(id);
    }

    private Optional<String> objection(CaptureRecord record, String reason) {
        Disposal disposal = record.disposal();
        if (disposal != null && disposal.binds(ledger.now())) {
            return Optional.of(
                    (disposal.what() == Disposal.What.RECORD ? "It" : "Its file") + " is being deleted since "
                            + disposal.at() + " by " + disposal.by() + ", and what is gone cannot be held");
        }
        LegalHold hold = record.hold();
        return hold == null || hold.reason().equals(reason)
                ? Optional.empty()
                : Optional.of(
                        "It is " + hold.inWords() + ". One hold is enough; release it first to give another reason");
    }

    /**
     * The file of a covered capture is that of the one which serves it. Whoever deletes that looks for holds after having
     * written down that he does, and here it is the other way round: one of the two sees the other.
     */
    private HoldAnswer withItsFile(CaptureRecord held, String by) {
        String owner = held.coveredBy();
        Disposal disposal = owner == null
                ? null
                : ledger.find(owner).map(found -> found.value().disposal()).orElse(null);
        if (disposal == null || !disposal.binds(ledger.now())) {
            return new HoldAnswer.Taken(held);
        }
        release(held.id(), by);
        return new HoldAnswer.Refused("Its packets are in the file of capture " + owner
                + ", which is just being deleted by " + disposal.by());
    }

    /** Ends a hold. Without one nothing is done. */
    public Optional<CaptureRecord> release(String id, String by, Errand errand) {
        Optional<CaptureRecord> released = release(id, by);
        released.ifPresent(record -> errand.journal().tell("hold-released", "capture", id, "by", by));
        return released;
    }

    private Optional<CaptureRecord> release(String id, String by) {
        return write(id, record -> lifecycle.released(record, by, ledger.now())).map(Versioned::value);
    }

    // ---- how wishes are written ---------------------------------------------------------------------------------

    private Optional<CaptureRecord> wish(String id, UnaryOperator<CaptureRecord> wish, Errand errand) {
        return write(id, wish).map(record -> advance(record, engine.newWorker(), errand));
    }

    private Optional<Versioned<CaptureRecord>> write(String id, UnaryOperator<CaptureRecord> wish) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned<CaptureRecord>> found = ledger.find(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CaptureRecord wished = wish.apply(found.get().value());
            Optional<Versioned<CaptureRecord>> at =
                    wished.equals(found.get().value()) ? found : ledger.save(found.get(), wished);
            if (at.isPresent()) {
                return at;
            }
        }
        throw tooOften(id);
    }

    private static CaptureException tooOften(String id) {
        return new CaptureException("Capture " + id + " changes too often just now");
    }

    /** What was written is durable: where this cannot go on, the monitor does. */
    private CaptureRecord advance(Versioned<CaptureRecord> at, String worker, Errand errand) {
        try {
            return engine.advance(at, worker, errand, null);
        } catch (CaptureException e) {
            errand.journal().tell("postponed", "capture", at.value().id(), "reason", String.valueOf(e.getMessage()));
            return at.value();
        }
    }
}
