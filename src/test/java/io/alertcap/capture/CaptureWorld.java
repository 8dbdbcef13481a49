package io.alertcap.capture;

import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertSchema;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The capture room among fakes: a policy, a clock, an Azure, a ledger, and as many hosts as wanted. */
final class CaptureWorld {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final Duration WEBHOOK = Duration.ofSeconds(5);
    static final Duration TICK = Duration.ofSeconds(30);

    final MutableClock clock = new MutableClock(START);
    final FakeFiles files = new FakeFiles(clock);
    final FakeCases cases = new FakeCases();
    final FakeAzure azure = new FakeAzure(clock, files);
    final InMemoryLedger ledger = new InMemoryLedger(clock);
    final RecordingNotifier notifier;
    final CapturePolicy policy;
    final List<String> journal = Collections.synchronizedList(new ArrayList<>());
    final FakeSurroundings around = new FakeSurroundings();
    private Captures host;
    private int hosts;

    CaptureWorld(CapturePolicy policy, String... destinations) {
        this.policy = policy;
        this.notifier = new RecordingNotifier(destinations.length == 0 ? new String[] {"ops"} : destinations);
        this.host = newHost();
    }

    CaptureWorld() {
        this(CapturePolicies.some().build());
    }

    /** Another process of the same app. */
    Captures newHost() {
        return Captures.of(
                policy,
                ledger,
                azure,
                azure,
                files,
                FakeCases.keeping(cases),
                around,
                notifier,
                Runnable::run,
                Runnable::run,
                "host" + ++hosts);
    }

    /** The process is gone; a new one takes its place. */
    void restart() {
        host = newHost();
    }

    void effects(Effects effects) {
        azure.effects(effects);
        files.effects(effects);
        cases.effects(effects);
        ledger.effects(effects);
        notifier.effects(effects);
    }

    static MachineTarget machine(String name) {
        return MachineTarget.of(CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                        + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" + name))
                .orElseThrow();
    }

    static Alert alert(String alertId, Severity severity, Map<String, String> properties, String... machines) {
        List<AlertTarget> targets = List.of(machines).stream()
                .map(name -> (AlertTarget) new AlertTarget.Capturable(machine(name)))
                .toList();
        return alert(alertId, severity, AlertCondition.FIRED, properties, targets);
    }

    static Alert alert(
            String alertId,
            Severity severity,
            AlertCondition condition,
            Map<String, String> properties,
            List<AlertTarget> targets) {
        return new Alert(
                AlertSchema.COMMON,
                alertId,
                "rule of " + alertId,
                null,
                condition,
                severity,
                "Platform",
                START,
                targets,
                properties,
                List.of(),
                "00");
    }

    static Alert alert(String alertId, String machine) {
        return alert(alertId, Severity.SEV2, Map.of(), machine);
    }

    Errand webhook() {
        return new Errand(TimeBudget.of(clock, WEBHOOK), journal::add, false);
    }

    Errand timer() {
        return new Errand(TimeBudget.of(clock, TICK), journal::add, true);
    }

    AlertIntake.Answer receive(Alert alert) {
        return host.intake().receive(alert, "{}", AlertIntake.Sender.UNNAMED, webhook());
    }

    Decision deliver(Alert alert) {
        return receive(alert).decisions().get(0);
    }

    Decision deliver(String alertId, String machine) {
        return deliver(alert(alertId, machine));
    }

    OperatorOrders orders() {
        return host.orders();
    }

    AlertIntake.Answer preview(Alert alert) {
        return host.intake().preview(alert, webhook());
    }

    TickReport tick() {
        return host.monitor().tick(timer());
    }

    /** Ticks every 30 s for so long. */
    void run(Duration length) {
        Instant end = clock.instant().plus(length);
        while (clock.instant().isBefore(end)) {
            clock.advance(TICK);
            tick();
        }
    }

    /** Ticks every 30 s until the condition holds; fails if that takes longer than {@code most}. */
    CaptureRecord runUntil(String id, Duration most, Predicate<CaptureRecord> condition) {
        Instant end = clock.instant().plus(most);
        while (!condition.test(record(id))) {
            if (clock.instant().isAfter(end)) {
                throw new AssertionError("not within " + most + ": " + story(id));
            }
            clock.advance(TICK);
            tick();
        }
        return record(id);
    }

    CaptureRecord finish(String id) {
        return runUntil(id, Duration.ofDays(2), record -> !record.isOpen());
    }

    CaptureRecord record(String id) {
        return ledger.all().stream()
                .filter(record -> record.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no record " + id));
    }

    SlotBook book() {
        return ledger.book(azure.watcher().key());
    }

    String story(String id) {
        CaptureRecord record = record(id);
        StringBuilder story = new StringBuilder(id + " " + record.state() + " next " + record.nextAt() + "\n");
        record.timeline().forEach(event -> story.append(event).append('\n'));
        return story.toString();
    }
}
