package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
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
    private final CaptureFiles files;

    OperatorOrders(
            CaptureLedger ledger,
            CaptureEngine engine,
            Admission admission,
            Lifecycle lifecycle,
            CapturePolicy policy,
            CaptureFiles files) {
        this.files = files;
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
        Opening opening = ledger.create(order.id(), now -> {
            CaptureRecord record = order.record(now, policy);
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
     * nobody wonders where evidence has gone.
     */
    public Optional<CaptureRecord> removeWithFile(String id, String by, Errand errand) {
        Optional<CaptureRecord> removed = remove(id, by, errand)
                .flatMap(r -> wish(id, s -> lifecycle.fileDeletionWished(s, by, ledger.now()), errand));
        ResourceId account = removed.map(record -> record.location().account()).orElse(null);
        if (account == null) {
            return removed;
        }
        files.delete(account, removed.get().file().urls());
        return wish(id, record -> lifecycle.fileDeleted(record, by, ledger.now()), errand);
    }

    private Optional<CaptureRecord> wish(String id, UnaryOperator<CaptureRecord> wish, Errand errand) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Versioned<CaptureRecord>> found = ledger.find(id);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            CaptureRecord wished = wish.apply(found.get().value());
            Optional<Versioned<CaptureRecord>> at =
                    wished.equals(found.get().value()) ? found : ledger.save(found.get(), wished);
            if (at.isPresent()) {
                return at.map(record -> advance(record, engine.newWorker(), errand));
            }
        }
        throw new CaptureException("Capture " + id + " changes too often just now");
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
