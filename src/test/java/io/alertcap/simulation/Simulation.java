package io.alertcap.simulation;

import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertSchema;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.AgentInstall;
import io.alertcap.capture.AlertIntake;
import io.alertcap.capture.AtLimit;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Captures;
import io.alertcap.capture.CaseFiles;
import io.alertcap.capture.Decision;
import io.alertcap.capture.Errand;
import io.alertcap.capture.FakeCases;
import io.alertcap.capture.FakeSurroundings;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.Journal;
import io.alertcap.capture.OnNameConflict;
import io.alertcap.capture.Retention;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.TimeBudget;
import io.alertcap.storage.BlobCaseFiles;
import io.alertcap.storage.LedgersOverBlobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One world, made of a seed: some hosts of the app with one storage account, an Azure with others in it, alerts that are
 * delivered more than once, and everything that can go wrong. The capture room, its ledger and the repeating of storage
 * calls are the real ones.
 */
final class Simulation {
    /** {@code AlertsApi.WORK} and {@code Api.TICK_WORK}. */
    static final Duration WEBHOOK_WORK = Duration.ofMillis(3_500);

    private static final Duration TICK_WORK = Duration.ofSeconds(25);

    /** After the last trouble everything must have come to its end by then. */
    private static final long PATIENCE = Duration.ofHours(12).toMillis();

    /** Sealing takes a good part of a world's time: in the other worlds there are no cases. */
    private static final int EVIDENCE_IN_ONE_OF = 40;

    /** Spreads neighbouring seeds: the first number of a generator hardly differs between them. */
    private static final long RETENTION = 0x9e37_79b9_7f4a_7c15L;

    private final Random random;
    private final Story story;
    private final Schedule schedule;
    private final Chaos chaos;
    private final Mutation mutation;
    private final CapturePolicy policy;
    private final Invariants invariants;
    private final SimulatedAzure azure;
    private final SimulatedBlobs blobs;
    private final SimulatedSink sink;
    private final List<Host> hosts = new ArrayList<>();
    private final long troubleEnds;
    private final boolean keepsEvidence;
    private int born;
    private int undelivered;

    private Simulation(long seed, Mutation mutation, boolean told) {
        this.random = new Random(seed);
        this.mutation = mutation;
        this.story = new Story(told);
        this.schedule = new Schedule(random);
        this.chaos = new Chaos(random, mutation);
        this.policy = policy(retention(new Random(seed * RETENTION)));
        this.keepsEvidence =
                seed % EVIDENCE_IN_ONE_OF == 0 && policy.retention().isOff();
        this.invariants = new Invariants(schedule, story, policy, keepsEvidence, this::azure, this::blobs);
        this.azure = new SimulatedAzure(schedule, chaos, story, invariants);
        this.blobs = new SimulatedBlobs(schedule, chaos, invariants);
        this.sink = new SimulatedSink(
                schedule, chaos, chaos.coin() ? List.of("ops") : List.of("ops", "chat"), invariants::told);
        this.troubleEnds = minutes(20, 120);
    }

    /** What came of a seed. */
    record Result(
            long seed,
            Invariants.@Nullable Broken broken,
            @Nullable Throwable failure,
            Map<Happening, Integer> met,
            String story) {
        boolean isWell() {
            return broken == null && failure == null;
        }
    }

    /** Runs a world; the same seed gives the same world. */
    static Result run(long seed, Mutation mutation, boolean told) {
        Simulation simulation = new Simulation(seed, mutation, told);
        try {
            simulation.play();
            return simulation.result(seed, null, null);
        } catch (Invariants.Broken broken) {
            return simulation.result(seed, broken, null);
        } catch (RuntimeException | Error failure) {
            return simulation.result(seed, null, failure);
        }
    }

    private Result result(long seed, Invariants.@Nullable Broken broken, @Nullable Throwable failure) {
        if (broken != null) {
            story.tell(schedule.instant(), "BROKEN", broken::getMessage);
        }
        return new Result(seed, broken, failure, story.met(), story.toString());
    }

    private SimulatedAzure azure() {
        return azure;
    }

    private SimulatedBlobs blobs() {
        return blobs;
    }

    private long minutes(int least, int most) {
        return 60_000L * least + chaos.upTo(60_000L * (most - least));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Of a generator of its own, so that worlds without it are what they were. */
    private static Retention retention(Random random) {
        if (random.nextInt(16) > 0) {
            return Retention.FOR_EVER;
        }
        Duration records = Duration.ofMinutes(30 + random.nextInt(60));
        return new Retention(
                records,
                random.nextInt(3) == 0 ? Duration.ZERO : records.minusMinutes(random.nextInt(30)),
                Duration.ofMinutes(10));
    }

    private CapturePolicy policy(Retention retention) {
        ResourceId account = ResourceId.parse("/subscriptions/" + SimulatedAzure.SUBSCRIPTION
                        + "/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/packets")
                .orElseThrow();
        boolean onlyOnMachine = random.nextInt(6) == 0;
        return new CapturePolicy(
                1 + random.nextInt(3),
                oneOf(List.of(AtLimit.QUEUE, AtLimit.QUEUE, AtLimit.QUEUE, AtLimit.PREEMPT, AtLimit.REFUSE)),
                random.nextInt(8) == 0 ? 2 : 1,
                Duration.ofMillis(random.nextInt(3) == 0 ? 20_000 + chaos.upTo(60_000) : minutes(2, 40)),
                new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                new CaptureLimits(18_000, CaptureLimits.MAX_BYTES, 0),
                Map.of(),
                oneOf(List.of("{machine}-{fired}-{id}", "{machine}-{fired}-{id}", "cap-{machine}", "cap")),
                oneOf(List.of(
                        OnNameConflict.UNIQUE, OnNameConflict.UNIQUE, OnNameConflict.REJECT, OnNameConflict.REPLACE)),
                onlyOnMachine
                        ? Map.of(new Region("eastus"), account)
                        : Map.of(new Region("eastus"), account, new Region("westus2"), account),
                "packetcaptures",
                random.nextInt(4) > (onlyOnMachine ? 0 : 2) ? "/var/captures/{name}.cap" : null,
                null,
                List.of(ResourceId.parse("/subscriptions/" + SimulatedAzure.SUBSCRIPTION)
                        .orElseThrow()),
                random.nextInt(4) == 0 ? AgentInstall.IF_MISSING : AgentInstall.NEVER,
                random.nextInt(4) == 0 ? Duration.ofMinutes(10) : Duration.ZERO,
                Duration.ofSeconds(15),
                Duration.ofMinutes(15),
                Duration.ofMillis(minutes(30, 120)),
                Duration.ofMinutes(3),
                Duration.ofMillis(minutes(30, 90)),
                Duration.ofMinutes(5),
                retention);
    }

    private void play() {
        int size = 2 + random.nextInt(2);
        for (int i = 0; i < size; i++) {
            hosts.add(host());
        }
        story.tell(
                schedule.instant(),
                "world",
                () -> "limit " + policy.limit() + ", at the limit " + policy.atLimit() + ", names "
                        + policy.nameTemplate() + ", name taken " + policy.onNameConflict() + ", agents installed "
                        + policy.agentInstall() + ", " + size + " hosts");
        if (chaos.sluggish) {
            story.met(Happening.SLUGGISH_STORAGE);
        }
        agents();
        alerts();
        others();
        troubles();
        if (!policy.retention().isOff()) {
            holds();
        }
        schedule.in(troubleEnds, () -> {
            story.tell(schedule.instant(), "world", () -> "nothing goes wrong from here on");
            chaos.calm();
            invariants.calm();
        });
        schedule.in(chaos.upTo(30_000), this::tick);
        schedule.run();
        invariants.end(sink);
    }

    // ---- the app ----------------------------------------------------------------------------------------------------

    private Host host() {
        Duration skew = random.nextInt(3) == 0 ? Duration.ofMillis(random.nextInt(600_000) - 300_000) : Duration.ZERO;
        if (!skew.isZero()) {
            story.met(Happening.SKEWED_CLOCK);
        }
        Host host = new Host("host" + ++born, skew, schedule, chaos, story);
        CaptureLedger ledger = LedgersOverBlobs.ledger(
                mutation.blobs(blobs.seenBy(host)), host.clock, pause -> schedule.pause(pause.toMillis()));
        CaseFiles cases = keepsEvidence
                ? new BlobCaseFiles(
                        mutation.blobs(blobs.seenBy(host)), host.clock, pause -> schedule.pause(pause.toMillis()))
                : new NoCases();
        host.runs(Captures.of(
                mutation.policy(policy),
                mutation.ledger(new WatchedLedger(ledger, schedule), schedule),
                mutation.machines(azure.machinesSeenBy(host)),
                mutation.watchers(azure.watchersSeenBy(host), host.clock),
                mutation.files(azure.filesSeenBy(host)),
                FakeCases.keeping(cases),
                new FakeSurroundings(),
                mutation.notifier(sink.seenBy(host)),
                work -> schedule.aside(work, Objects.requireNonNull(schedule.current()).latest),
                Runnable::run,
                host.name));
        return host;
    }

    /**
     * Where nothing is kept and nothing is missed. Of each case all is there but what a seal cannot do without, so that
     * nobody takes the time to write it.
     */
    private static final class NoCases implements CaseFiles {
        private static final List<String> THERE = List.of(
                "README.txt",
                "alert.json",
                "capture-files.sha256",
                "capture.json",
                "decision.json",
                "order.json",
                "report.txt");

        @Override
        public boolean put(String captureId, String name, byte[] content) {
            return true;
        }

        @Override
        public Optional<byte[]> read(String captureId, String name) {
            return Optional.of(new byte[0]);
        }

        @Override
        public List<String> names(String captureId) {
            return THERE;
        }

        @Override
        public void delete(String captureId) {}
    }

    /** A living host; who died is replaced when somebody calls. */
    private Host anyHost() {
        hosts.replaceAll(host -> host.isAlive() ? host : host());
        return oneOf(hosts);
    }

    private Errand errand(Host host, Duration length, boolean patient) {
        Journal journal = new Journal() {
            @Override
            public void line(String text) {
                story.tell(schedule.instant(), host.name, () -> text);
            }

            @Override
            public void tell(String event, String... keysAndValues) {
                // Steps are told by what is written.
                if (story.isTold() && !event.equals("step")) {
                    Journal.super.tell(event, keysAndValues);
                }
            }
        };
        return new Errand(TimeBudget.of(host.clock, length), journal, patient);
    }

    private void tick() {
        List<String> left = invariants.unfinished();
        if (schedule.now() > troubleEnds && undelivered == 0 && left.isEmpty()) {
            schedule.end();
            return;
        }
        if (schedule.now() > troubleEnds + PATIENCE) {
            story.tell(schedule.instant(), "world", () -> "never ends: " + left);
            schedule.end();
            return;
        }
        int rounds = random.nextInt(6) == 0 ? 2 : 1;
        for (int i = 0; i < rounds; i++) {
            Host host = anyHost();
            schedule.start(chaos.upTo(1_500) * i, host.name + " tick", host::isAlive, () -> {
                Schedule.Strand strand = Objects.requireNonNull(schedule.current());
                long began = schedule.now();
                TickReport report = null;
                try {
                    report = host.captures().monitor().tick(errand(host, TICK_WORK, true));
                } catch (CaptureException e) {
                    story.tell(schedule.instant(), host.name, () -> "tick cut short: " + e.getMessage());
                }
                invariants.ticked(strand, Duration.ofMillis(schedule.now() - began), report);
            });
        }
        schedule.in(untilNextTick(), this::tick);
    }

    /** The timer fires every half minute; the rounds in which nothing is due are left out. */
    private long untilNextTick() {
        Instant due = schedule.instant().plusSeconds(600);
        for (CaptureRecord record : invariants.records().values()) {
            if (record.isOpen() && !invariants.isDamaged(record.id())) {
                Instant at = record.nextAt();
                if (record.session().removeAt() != null
                        && record.session().removeAt().isAfter(at)) {
                    at = record.session().removeAt();
                }
                for (io.alertcap.capture.Message message : record.messages()) {
                    if (message.isWaiting() && message.nextAt().isBefore(at)) {
                        at = message.nextAt();
                    }
                }
                if (record.claim() != null && record.claim().until().isAfter(at)) {
                    at = record.claim().until();
                }
                due = at.isBefore(due) ? at : due;
            }
        }
        return Math.max(
                20_000 + chaos.upTo(20_000),
                Duration.between(schedule.instant(), due).toMillis());
    }

    // ---- the alerts -------------------------------------------------------------------------------------------------

    private void alerts() {
        int count = 1 + random.nextInt(6);
        boolean storm = random.nextBoolean();
        long first = chaos.upTo(60_000);
        for (int i = 0; i < count; i++) {
            long at = first + chaos.upTo(storm ? 2_000 : 30 * 60_000);
            Alert fired = alert(i, at);
            int deliveries = 1 + random.nextInt(3);
            for (int j = 0; j < deliveries; j++) {
                if (j > 0) {
                    story.met(Happening.ALERT_REPEATED);
                }
                deliver(fired, at + (j == 0 ? 0 : chaos.upTo(random.nextBoolean() ? 3_000 : 600_000)), 1);
            }
            if (random.nextInt(3) == 0) {
                story.met(Happening.ALERT_RESOLVED);
                Alert resolved = new Alert(
                        fired.schema(),
                        fired.alertId(),
                        fired.rule(),
                        fired.ruleId(),
                        AlertCondition.RESOLVED,
                        fired.severity(),
                        fired.service(),
                        fired.firedAt(),
                        fired.targets(),
                        fired.customProperties(),
                        fired.warnings(),
                        fired.digest());
                deliver(resolved, Math.max(0, at + chaos.upTo(600_000) - 60_000), 1);
            }
        }
    }

    private Alert alert(int number, long at) {
        List<AlertTarget> targets = new ArrayList<>();
        int machines = random.nextInt(4) == 0 ? 2 : 1;
        int machine = 1 + random.nextInt(3);
        for (int i = 0; i < machines; i++) {
            targets.add(new AlertTarget.Capturable(SimulatedAzure.machine(1 + (machine + i) % 3)));
        }
        if (random.nextInt(5) == 0) {
            targets.set(0, unusual());
        }
        if (targets.size() > 1) {
            story.met(Happening.SEVERAL_TARGETS);
        }
        int seconds = 20 + random.nextInt(600);
        return new Alert(
                AlertSchema.COMMON,
                "alert-" + number,
                "rule-" + number,
                null,
                AlertCondition.FIRED,
                oneOf(List.of(Severity.SEV0, Severity.SEV2, Severity.SEV3)),
                "Platform",
                Schedule.START.plusMillis(at),
                targets,
                Map.of("captureSeconds", Integer.toString(seconds)),
                List.of(),
                "digest" + number);
    }

    private AlertTarget unusual() {
        switch (random.nextInt(8)) {
            case 0 -> {
                story.met(Happening.MACHINE_THAT_CANNOT_BE_CAPTURED);
                return new AlertTarget.Refused(SimulatedAzure.machine(9).id(), "Azure cannot capture it");
            }
            case 1 -> {
                story.met(Happening.NO_MACHINE);
                return new AlertTarget.Ignored("/subscriptions/" + SimulatedAzure.SUBSCRIPTION, "it is no machine");
            }
            case 2 -> {
                story.met(Happening.MACHINE_OUT_OF_SCOPE);
                return new AlertTarget.Capturable(SimulatedAzure.elsewhere());
            }
            case 3, 4 -> {
                story.met(Happening.WHOLE_SCALE_SET);
                return new AlertTarget.Capturable(SimulatedAzure.scaleSet());
            }
            default -> {
                story.met(Happening.INSTANCES_OF_A_SCALE_SET);
                return new AlertTarget.Capturable(
                        random.nextBoolean()
                                ? SimulatedAzure.scaleSet("0", "2")
                                : SimulatedAzure.scaleSet(Integer.toString(random.nextInt(3))));
            }
        }
    }

    private void deliver(Alert alert, long in, int attempt) {
        undelivered++;
        schedule.in(in, () -> {
            Host host = anyHost();
            boolean[] done = {false};
            schedule.start(0, host.name + " webhook", host::isAlive, () -> done[0] = receive(host, alert));
            // The sender waits ten seconds, and comes again a few times when it hears nothing good.
            schedule.in(10_000 + chaos.upTo(20_000), () -> {
                undelivered--;
                if (!done[0] && attempt < 6) {
                    deliver(alert, 0, attempt + 1);
                }
            });
        });
    }

    private boolean receive(Host host, Alert alert) {
        Schedule.Strand strand = Objects.requireNonNull(schedule.current());
        story.tell(schedule.instant(), host.name, () -> "POST " + alert.alertId() + " " + alert.condition());
        long began = schedule.now();
        Duration work = mutation.webhookWork(WEBHOOK_WORK);
        strand.latest = began + work.toMillis();
        try {
            AlertIntake.Answer answer = host.captures()
                    .intake()
                    .receive(alert, "{}", AlertIntake.Sender.UNNAMED, errand(host, work, false));
            story.tell(schedule.instant(), host.name, () -> "202 " + alert.alertId());
            for (Decision decision : answer.decisions()) {
                if (decision.captureId() != null) {
                    invariants.accepted(decision.captureId());
                }
                if (decision.kind() == Decision.Kind.ACCEPTED) {
                    invariants.promised(
                            strand,
                            Duration.ofMillis(schedule.now() - began),
                            Objects.requireNonNull(decision.captureId()));
                }
            }
            invariants.answered(
                    strand,
                    Duration.ofMillis(schedule.now() - began),
                    alert.targets().size());
            return true;
        } catch (CaptureException e) {
            invariants.answered(
                    strand,
                    Duration.ofMillis(schedule.now() - began),
                    alert.targets().size());
            story.met(Happening.ALERT_NOT_TAKEN);
            story.tell(schedule.instant(), host.name, () -> "503 " + alert.alertId() + ": " + e.getMessage());
            return false;
        }
    }

    // ---- the world around -------------------------------------------------------------------------------------------

    /** Where none would be installed a machine without an agent is soon told: few of those are enough. */
    private void agents() {
        for (int machine = 1; machine <= 3; machine++) {
            if (random.nextInt(policy.agentInstall() == AgentInstall.IF_MISSING ? 2 : 20) == 0) {
                MachineTarget without = SimulatedAzure.machine(machine);
                azure.withoutAgent(without);
                if (random.nextInt(4) == 0) {
                    schedule.in(chaos.upTo(30 * 60_000), () -> azure.othersInstall(without));
                }
            }
        }
    }

    private void others() {
        int count = random.nextInt(2) * random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String name = oneOf(List.of("theirs-" + i, "theirs-" + i, "cap", "cap-web-1"));
            int machine = 1 + random.nextInt(3);
            schedule.in(
                    chaos.upTo(random.nextBoolean() ? 60_000 : 40 * 60_000),
                    () -> azure.othersStart(name, machine, 10_000 + chaos.upTo(60 * 60_000)));
        }
    }

    /** Somebody holds captures, young and old, and releases some of them. */
    private void holds() {
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            schedule.in(minutes(0, 150), () -> {
                List<String> known = List.copyOf(invariants.records().keySet());
                if (!known.isEmpty()) {
                    hold(oneOf(known));
                }
            });
        }
    }

    private void hold(String id) {
        Host host = anyHost();
        schedule.start(0, host.name + " operator", host::isAlive, () -> {
            try {
                Optional<HoldAnswer> answer = host.captures()
                        .orders()
                        .hold(id, "anna", "case 17", errand(host, Duration.ofSeconds(10), false));
                if (answer.isPresent() && answer.get() instanceof HoldAnswer.Taken) {
                    invariants.held(id);
                    if (random.nextInt(3) > 0) {
                        schedule.in(minutes(1, 120), () -> release(id));
                    }
                } else {
                    story.met(Happening.HOLD_REFUSED);
                }
            } catch (CaptureException e) {
                story.tell(schedule.instant(), host.name, () -> "not held: " + e.getMessage());
            }
        });
    }

    private void release(String id) {
        Host host = anyHost();
        schedule.start(0, host.name + " operator", host::isAlive, () -> {
            invariants.releasing(id);
            try {
                host.captures().orders().release(id, "anna", errand(host, Duration.ofSeconds(10), false));
            } catch (CaptureException e) {
                story.tell(schedule.instant(), host.name, () -> "not released: " + e.getMessage());
            }
        });
    }

    private void troubles() {
        int count = (int) (chaos.meddling * 20);
        for (int i = 0; i < count; i++) {
            schedule.in(chaos.upTo(Math.min(troubleEnds, 60 * 60_000)), this::trouble);
        }
    }

    private void trouble() {
        if (chaos.isCalm()) {
            return;
        }
        switch (random.nextInt(7)) {
            case 0 -> azure.othersDelete();
            case 1 -> azure.othersStop();
            case 2 -> azure.agentFails();
            case 3 -> {
                story.met(Happening.STORAGE_DOWN);
                story.tell(schedule.instant(), "world", () -> "storage answers nobody for a while");
                blobs.downFor(chaos.upTo(60_000));
            }
            case 4 -> {
                story.met(Happening.DESTINATION_DOWN);
                sink.downFor(oneOf(sink.destinations()), chaos.upTo(3 * 3_600_000));
            }
            case 5 -> damage();
            default -> {
                Host host = oneOf(hosts);
                story.met(Happening.HOST_KILLED);
                story.tell(schedule.instant(), host.name, () -> "*** is killed");
                host.die();
            }
        }
    }

    /** One record at most is ruined in a world, while it is still owed something. */
    private void damage() {
        List<String> open = invariants.records().values().stream()
                .filter(CaptureRecord::isOpen)
                .map(CaptureRecord::id)
                .toList();
        if (open.isEmpty() || invariants.hasDamage()) {
            return;
        }
        String id = oneOf(open);
        story.met(Happening.RECORD_DAMAGED);
        story.tell(schedule.instant(), "world", () -> "somebody ruins the record " + id + " by hand");
        blobs.damage("captures/" + id + ".json");
        invariants.damaged(id);
    }
}
