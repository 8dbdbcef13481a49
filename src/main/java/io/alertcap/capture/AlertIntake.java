package io.alertcap.capture;

import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Warning;
import io.alertcap.capture.CaptureLedger.Opening;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes an alert in: a durable record for every machine first, and then as many steps as there is time for. Nothing that
 * was answered depends on the steps; the monitor takes whatever was not done.
 *
 * <p>All of it runs aside from the caller, who waits only as long as the budget lasts, however slowly storage or Azure
 * answer.
 */
public final class AlertIntake {
    private static final String RECEIVED_BEFORE = "this alert was received before";

    private final CaptureLedger ledger;
    private final CaptureEngine engine;
    private final Admission admission;
    private final Lifecycle lifecycle;
    private final CapturePolicy policy;
    private final CaptureWatch watch;
    private final CaseBook cases;
    private final WishReader wishes;
    private final Executor executor;

    AlertIntake(
            CaptureLedger ledger,
            CaptureEngine engine,
            Admission admission,
            Lifecycle lifecycle,
            CapturePolicy policy,
            CaptureWatch watch,
            CaseBook cases,
            Executor executor) {
        this.ledger = ledger;
        this.engine = engine;
        this.admission = admission;
        this.lifecycle = lifecycle;
        this.policy = policy;
        this.watch = watch;
        this.cases = cases;
        this.wishes = new WishReader(policy);
        this.executor = executor;
    }

    /** What was decided, target by target, and what was asked for and not obeyed. */
    public record Answer(List<Decision> decisions, List<Warning> warnings) {
        public Answer {
            decisions = List.copyOf(decisions);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Where an alert came from.
     *
     * @param name who posted it; null if that is not known
     */
    public record Sender(Trigger.Kind kind, @Nullable String name) {
        public static final Sender UNNAMED = new Sender(Trigger.Kind.ALERT, null);
    }

    /** One target on its way in: a decision already, or a record that was created for it. */
    private record Arrival(
            String target,
            @Nullable Decision decision,
            @Nullable Opening opening,
            String worker) {}

    /** What came in: the alert, as it came, and from where. */
    private record Mail(Alert alert, String payload, Sender sender, WishReader.Reading reading) {}

    /**
     * Throws {@link CaptureException} if the ledger cannot be written: then nothing may be answered but "come again".
     *
     * @param payload the alert as it came, for the evidence
     * @param sender where it came from, for the record
     */
    public Answer receive(Alert alert, String payload, Sender sender, Errand errand) {
        lookAhead(alert, errand);
        Mail mail = new Mail(alert, payload, sender, wishes.read(alert.customProperties()));
        List<Arrival> arrivals = new ArrayList<>();
        for (CompletableFuture<Arrival> coming : alert.targets().stream()
                .map(target -> coming(mail, target, errand))
                .toList()) {
            arrivals.add(within(errand.budget(), coming)
                    .orElseThrow(
                            () -> new CaptureException("The ledger took longer than there is time for an answer")));
        }
        List<CompletableFuture<Decision>> steps = arrivals.stream()
                .map(arrival -> aside(() -> decide(arrival, errand)))
                .toList();
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Arrival arrival = arrivals.get(i);
            Decision decision = arrival.decision() != null
                    ? arrival.decision()
                    : within(errand.budget(), steps.get(i)).orElseGet(() -> accepted(arrival));
            decisions.add(decision);
            tell(errand.journal(), alert, decision);
        }
        return new Answer(decisions, warnings(alert, mail.reading()));
    }

    /** Beside the writing of the records, because the first alert of a process waits long for Azure's first answer. */
    private void lookAhead(Alert alert, Errand errand) {
        if (alert.condition() == AlertCondition.FIRED) {
            alert.targets().stream()
                    .filter(AlertTarget.Capturable.class::isInstance)
                    .map(AlertIntake::machine)
                    .findFirst()
                    .ifPresent(machine -> executor.execute(() -> {
                        try {
                            admission.lookAhead(machine, errand);
                        } catch (ServiceException e) {
                            // Admission asks again, and says what is wrong.
                        }
                    }));
        }
    }

    private <T> CompletableFuture<T> aside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }

    /** The result, if it comes in time. Work that does not goes on alone: whatever it does is in the ledger. */
    private static <T> Optional<T> within(TimeBudget budget, CompletableFuture<T> work) {
        try {
            return Optional.of(work.get(budget.left().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new CaptureException("An alert could not be taken in", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CaptureException("Interrupted while an alert was taken in", e);
        }
    }

    /** The record is durable; what its first steps bring was not known in time. */
    private static Decision accepted(Arrival arrival) {
        Opening opening = Objects.requireNonNull(arrival.opening());
        return new Decision(
                arrival.target(),
                Decision.Kind.ACCEPTED,
                opening.record().value().id(),
                "Azure has not answered yet; the monitor goes on",
                null);
    }

    /** What {@link #receive} would decide, and the requests it would send. Writes nothing anywhere. */
    public Answer preview(Alert alert, Errand errand) {
        WishReader.Reading reading = wishes.read(alert.customProperties());
        Mail mail = new Mail(alert, "", Sender.UNNAMED, reading);
        List<Decision> decisions = new ArrayList<>();
        for (AlertTarget target : alert.targets()) {
            decisions.add(
                    target instanceof AlertTarget.PacketCapture capture
                            ? watch.heard(capture, true, errand.journal())
                            : quiet(alert, target).orElseGet(() -> preview(mail, target, errand)));
        }
        return new Answer(decisions, warnings(alert, reading));
    }

    private static List<Warning> warnings(Alert alert, WishReader.Reading reading) {
        List<Warning> warnings = new ArrayList<>(alert.warnings());
        warnings.addAll(reading.warnings());
        return warnings;
    }

    /** What needs no record: no machine, or an alert that has ended. */
    private static Optional<Decision> quiet(Alert alert, AlertTarget target) {
        if (target instanceof AlertTarget.Ignored ignored) {
            return Optional.of(new Decision(ignored.target(), Decision.Kind.IGNORED, null, ignored.reason(), null));
        }
        if (alert.condition() == AlertCondition.RESOLVED) {
            return Optional.of(new Decision(
                    target.target(),
                    Decision.Kind.IGNORED,
                    null,
                    "the alert is resolved; only a fired alert starts a capture",
                    null));
        }
        return Optional.empty();
    }

    private CompletableFuture<Arrival> coming(Mail mail, AlertTarget target, Errand errand) {
        if (target instanceof AlertTarget.PacketCapture capture) {
            return aside(() -> new Arrival(target.target(), watch.heard(capture, false, errand.journal()), null, ""));
        }
        Optional<Decision> quiet = quiet(mail.alert(), target);
        if (quiet.isPresent()) {
            return CompletableFuture.completedFuture(new Arrival(target.target(), quiet.get(), null, ""));
        }
        // The case is begun beside the ledger's first write, and is there before the record is.
        List<CompletableFuture<Optional<String>>> begun =
                cases.begin(record(mail, target, ledger.now()), mail.payload()).stream()
                        .map(this::aside)
                        .toList();
        return aside(() -> arrive(mail, target, begun, errand.budget()));
    }

    private Arrival arrive(
            Mail mail, AlertTarget target, List<CompletableFuture<Optional<String>>> begun, TimeBudget budget) {
        String worker = engine.newWorker();
        String id = CaptureId.of(mail.alert().instanceKey(machine(target)));
        return new Arrival(
                target.target(),
                null,
                ledger.create(
                        id,
                        now -> claimed(
                                CaseBook.lacking(record(mail, target, now), lacking(begun, budget), now), worker, now)),
                worker);
    }

    /** What could not be kept of an alert, if anything. */
    private static Optional<String> lacking(List<CompletableFuture<Optional<String>>> begun, TimeBudget budget) {
        Optional<String> problem = Optional.empty();
        for (CompletableFuture<Optional<String>> each : begun) {
            Optional<String> here = within(budget, each).orElse(Optional.of("storage took too long"));
            problem = problem.or(() -> here);
        }
        return problem;
    }

    /** Created with our claim on it: one write less before the packets are asked for. */
    private static CaptureRecord claimed(CaptureRecord record, String worker, Instant now) {
        return record.state() == CaptureState.REQUESTED
                ? record.change()
                        .claim(new Claim(worker, now.plus(CaptureEngine.CLAIM)))
                        .done()
                : record;
    }

    private static MachineTarget machine(AlertTarget target) {
        return target instanceof AlertTarget.Refused refused
                ? MachineTarget.of(refused.id())
                        .orElseThrow(() -> new IllegalStateException("refused, and no machine: " + refused.id()))
                : ((AlertTarget.Capturable) target).machine();
    }

    private CaptureRecord record(Mail mail, AlertTarget target, Instant now) {
        Alert alert = mail.alert();
        Sender sender = mail.sender();
        WishReader.Reading reading = mail.reading();
        String refusal = target instanceof AlertTarget.Refused refused ? refused.reason() : null;
        MachineTarget machine = machine(target);
        Trigger trigger = new Trigger(sender.kind(), alert.rule(), alert.alertId(), alert.severity(), alert.firedAt());
        CaptureRecord record = CaptureRecord.requested(
                CaptureId.of(alert.instanceKey(machine)),
                trigger,
                machine,
                reading.wish(),
                warnings(alert, reading),
                now,
                now.plus(policy.queueTimeout()));
        if (sender.name() != null) {
            record = record.change().event(now, "posted", "by " + sender.name()).done();
        }
        if (refusal == null) {
            refusal = admission.forbidden(record).orElse(null);
        }
        return refusal == null ? record : lifecycle.refused(record, refusal, now);
    }

    private Decision decide(Arrival arrival, Errand errand) {
        if (arrival.decision() != null) {
            return arrival.decision();
        }
        Opening opening = Objects.requireNonNull(arrival.opening());
        CaptureRecord record = opening.record().value();
        if (!opening.created()) {
            return duplicate(arrival.target(), RECEIVED_BEFORE, record);
        }
        if (record.isOpen()) {
            try {
                record = engine.advance(opening.record(), arrival.worker(), errand, null);
            } catch (CaptureException e) {
                // The record is durable: the monitor goes on where this stopped.
                errand.journal().tell("postponed", "capture", record.id(), "reason", String.valueOf(e.getMessage()));
            }
        }
        return new Decision(arrival.target(), kind(record), record.id(), record.reason(), null);
    }

    /** @param why it starts nothing, in a clause */
    static Decision duplicate(String target, String why, CaptureRecord known) {
        return new Decision(
                target, Decision.Kind.DUPLICATE, known.id(), why + "; its capture is " + inWords(known), null);
    }

    private static String inWords(CaptureRecord record) {
        return record.outcome() == null
                ? record.state().wire()
                : record.state().wire() + " (" + record.outcome().wire() + ")";
    }

    static Decision.Kind kind(CaptureRecord record) {
        return switch (record.state()) {
            case REQUESTED, STARTING -> Decision.Kind.ACCEPTED;
            case QUEUED -> record.coveredBy() == null ? Decision.Kind.QUEUED : Decision.Kind.COVERED;
            case RUNNING, COLLECTING, EXAMINING -> Decision.Kind.STARTED;
            case CLOSING, FINISHED -> record.startedAt() == null ? Decision.Kind.REFUSED : Decision.Kind.STARTED;
        };
    }

    private Decision preview(Mail mail, AlertTarget target, Errand errand) {
        CaptureRecord record = record(mail, target, ledger.now());
        Optional<CaptureLedger.Versioned<CaptureRecord>> known = ledger.find(record.id());
        if (known.isPresent()) {
            return duplicate(target.target(), RECEIVED_BEFORE, known.get().value());
        }
        if (record.outcome() != null) {
            return new Decision(target.target(), Decision.Kind.REFUSED, null, record.reason(), null);
        }
        Admission.Preview preview = admission.preview(record, errand);
        return new Decision(target.target(), preview.kind(), record.id(), preview.reason(), preview.request());
    }

    private static void tell(Journal journal, Alert alert, Decision decision) {
        journal.tell(
                "decision",
                "decision",
                decision.kind().wire(),
                "capture",
                decision.captureId() == null ? "-" : decision.captureId(),
                "target",
                decision.target(),
                "rule",
                alert.rule(),
                "alert",
                alert.alertId() == null ? "-" : alert.alertId(),
                "reason",
                decision.reason() == null ? "-" : decision.reason());
    }
}
