package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Alert;
import io.alertcap.alert.Severity;
import io.alertcap.capture.ServiceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Walks at random through alerts, rounds, stops, foreign sessions, failures, lost requests and crashes on three hosts,
 * and looks after each step whether a promise was broken. A failure names its seed; {@code -Dwalk.seed=N} walks it alone
 * and tells its story.
 */
class CaptureWalkTest {
    private static final int WALKS = Integer.getInteger("walks", 300);
    private static final int STEPS = 60;
    private static final int LIMIT = 3;
    private static final List<Severity> SEVERITIES =
            List.of(Severity.SEV0, Severity.SEV1, Severity.SEV2, Severity.SEV3);

    @Test
    void no_walk_breaks_a_promise() {
        Long only = Long.getLong("walk.seed");
        if (only != null) {
            new Walk(only).walk();
            return;
        }
        for (long seed = 1; seed <= WALKS; seed++) {
            new Walk(seed).walk();
        }
    }

    private static final class Walk {
        private final long seed;
        private final Random random;
        private final CaptureWorld world;
        private final List<Captures> hosts = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private final Map<String, String> ids = new HashMap<>();
        private final Faults faults = new Faults();
        private final Lifecycle lifecycle;
        private int inside;

        Walk(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            CapturePolicies policies = CapturePolicies.some()
                    .limit(LIMIT)
                    .seconds(20 + random.nextInt(200))
                    .queueTimeout(Duration.ofMinutes(2 + random.nextInt(10)))
                    .atLimit(pick(AtLimit.values()))
                    .keepSession(random.nextBoolean() ? Duration.ZERO : Duration.ofMinutes(5));
            if (random.nextInt(3) == 0) {
                policies.name("fixed", pick(OnNameConflict.values()));
            }
            world = new CaptureWorld(policies.build());
            lifecycle = new Lifecycle(world.policy, world.notifier.destinations());
            for (int i = 0; i < 3; i++) {
                hosts.add(world.newHost());
            }
            world.effects(faults);
        }

        private <T> T pick(T[] all) {
            return all[random.nextInt(all.length)];
        }

        /** Fails calls, dies, lets time pass and lets another host work, in the middle of everything. */
        private final class Faults implements Effects {
            @Override
            public void before(String effect) {
                if (inside == 1 && random.nextInt(30) == 0) {
                    story.add("  before " + effect + " another host works");
                    inside++;
                    attempt(() -> host().monitor().tick(errand(true)));
                    inside--;
                }
                if (effect.equals("start") && random.nextInt(10) == 0) {
                    int seconds = random.nextInt(25);
                    story.add("  the request is lost and lands in " + seconds + " s");
                    world.azure.nextStartLandsAfter(Duration.ofSeconds(seconds));
                    return;
                }
                switch (random.nextInt(60)) {
                    case 0 -> {
                        story.add("  dies before " + effect);
                        throw new Crash(effect);
                    }
                    case 1 -> pass(random.nextInt(40));
                    case 2, 3 -> {
                        if (Set.of("machine", "list", "start", "get", "status", "stop", "remove")
                                .contains(effect)) {
                            Kind kind = List.of(Kind.BUSY, Kind.UNCERTAIN, Kind.UNCERTAIN, Kind.LIMIT)
                                    .get(random.nextInt(4));
                            story.add("  " + effect + " answers " + kind);
                            throw FakeAzure.says(kind, kind == Kind.BUSY ? 429 : 503, "fault");
                        }
                        if (Set.of("save", "save slots", "create", "find file", "read file")
                                .contains(effect)) {
                            story.add("  storage fails at " + effect);
                            throw new CaptureException("storage fails");
                        }
                    }
                    default -> {}
                }
            }

            @Override
            public void after(String effect) {
                switch (random.nextInt(60)) {
                    case 0 -> {
                        story.add("  dies after " + effect);
                        throw new Crash(effect);
                    }
                    case 1 -> {
                        if (Set.of("start", "stop", "remove").contains(effect)) {
                            story.add("  the answer of " + effect + " is lost");
                            throw FakeAzure.says(Kind.UNCERTAIN, 0, "answer lost");
                        }
                    }
                    default -> {}
                }
            }
        }

        void walk() {
            try {
                for (int i = 0; i < STEPS; i++) {
                    step();
                    check();
                }
                world.effects(Effects.UNDISTURBED);
                world.notifier.up("ops");
                story.add("peace");
                world.azure.upload(Duration.ofSeconds(5), 5_000, FakeFiles.packets(3));
                world.run(Duration.ofHours(1));
                for (int i = 0; i < 30; i++) {
                    world.clock.advance(Duration.ofHours(1));
                    world.tick();
                    check();
                }
                checkEnd();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", story), e);
            }
        }

        private Captures host() {
            return hosts.get(random.nextInt(hosts.size()));
        }

        private Errand errand(boolean patient) {
            Duration budget = patient ? CaptureWorld.TICK : CaptureWorld.WEBHOOK;
            return new Errand(TimeBudget.of(world.clock, budget), line -> story.add("    " + line), patient);
        }

        private void pass(int seconds) {
            story.add("  " + seconds + " s pass");
            world.clock.advance(Duration.ofSeconds(seconds));
        }

        private void attempt(Runnable work) {
            inside++;
            try {
                work.run();
            } catch (Crash crash) {
                hosts.set(random.nextInt(hosts.size()), world.newHost());
            } catch (CaptureException e) {
                story.add("  answered 503: " + e.getMessage());
            } finally {
                inside--;
            }
        }

        private void step() {
            story.add("at " + world.clock.instant());
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> {
                    int number = random.nextInt(8);
                    Alert alert = CaptureWorld.alert(
                            "alert" + number,
                            SEVERITIES.get(number % SEVERITIES.size()),
                            Map.of(),
                            "vm" + number % 5,
                            "vm" + (number + 1) % 5);
                    story.add("alert" + number);
                    attempt(() -> host().intake()
                            .receive(alert, "{}", AlertIntake.Sender.UNNAMED, errand(false))
                            .decisions()
                            .forEach(this::remember));
                }
                case 3 -> {
                    if (world.azure.running() < LIMIT) {
                        String name = random.nextBoolean() ? "fixed" : "portal" + random.nextInt(3);
                        if (!world.azure.has(name)) {
                            story.add("foreign " + name);
                            world.azure.foreign(name, "/x", Duration.ofSeconds(random.nextInt(600)));
                        }
                    }
                }
                case 4 -> {
                    List<CaptureRecord> all = world.ledger.all();
                    if (!all.isEmpty() && random.nextInt(3) == 0) {
                        CaptureRecord one = all.get(random.nextInt(all.size()));
                        story.add("stop " + one.id());
                        world.ledger.edit(
                                one.id(), r -> lifecycle.stopWished(r, "anna", "enough", world.clock.instant()));
                    }
                }
                case 5 -> {
                    List<CaptureRecord> all = world.ledger.all();
                    if (!all.isEmpty() && random.nextInt(4) == 0) {
                        CaptureRecord one = all.get(random.nextInt(all.size()));
                        // Before we have seen it, a deleted session cannot be told from one that never was.
                        if (one.session().id() != null && world.azure.hasSessionOf(one)) {
                            story.add("somebody deletes " + one.name());
                            world.azure.deletedBySomebody(one.name());
                        }
                    }
                }
                case 6 -> {
                    if (random.nextInt(3) == 0) {
                        story.add("the destination goes");
                        world.notifier.down("ops");
                    } else {
                        world.notifier.up("ops");
                    }
                }
                case 7 -> pass(random.nextInt(90));
                default -> {
                    story.add("tick");
                    attempt(() -> host().monitor().tick(errand(true)));
                    pass(random.nextInt(30));
                }
            }
        }

        private void remember(Decision decision) {
            String key = decision.target() + "|" + decision.captureId();
            ids.putIfAbsent(key, String.valueOf(decision.captureId()));
        }

        private void check() {
            assertThat(world.azure.violations()).as("hands off").isEmpty();
            assertThat(world.azure.started()).as("one session per record").doesNotHaveDuplicates();
            assertThat(ids.values())
                    .as("a promised record is there")
                    .allMatch(id -> world.ledger.all().stream()
                            .anyMatch(record -> record.id().equals(id)));
            assertThat(world.book().holders().stream()
                            .map(SlotBook.Holder::machine)
                            .toList())
                    .as("one slot per machine")
                    .doesNotHaveDuplicates();
            assertThat(world.azure.overLimit(LIMIT))
                    .as("the limit at each start")
                    .isEmpty();
            for (CaptureRecord record : world.ledger.all()) {
                assertThat(record.messages().stream()
                                .map(message -> message.id() + message.to())
                                .toList())
                        .as("messages of %s", record.id())
                        .doesNotHaveDuplicates();
            }
        }

        private void checkEnd() {
            assertThat(world.ledger.all())
                    .as("every record ends")
                    .allSatisfy(record -> assertThat(record.isOpen())
                            .as(() -> world.story(record.id()))
                            .isFalse());
            assertThat(world.book().holders()).as("slots").isEmpty();
            assertThat(world.ledger.open()).as("open list").isEmpty();
            Map<String, Set<String>> told = world.notifier.ids().stream()
                    .filter(id -> !id.endsWith("-late"))
                    .collect(Collectors.groupingBy(id -> id.substring(0, 16), Collectors.toSet()));
            for (CaptureRecord record : world.ledger.all()) {
                assertThat(record.outcome()).isNotNull();
                assertThat(told.get(record.id()))
                        .as(() -> world.story(record.id()))
                        .hasSize(1);
                if (record.outcome() == Outcome.COVERED) {
                    assertThat(world.record(String.valueOf(record.coveredBy())).covers())
                            .contains(record.id());
                }
            }
        }
    }
}
