package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The process dies before or after any single effect, for every effect there is, and another one goes on later. The end
 * must be the same: no second session, no lost slot, one message.
 */
class CrashAnywhereTest {
    private static final int MOST = 400;

    /** Dies at the n-th chance; each effect is two. */
    private static final class DiesAt implements Effects {
        private int left;
        private String where = "nowhere";

        DiesAt(int n) {
            left = n;
        }

        @Override
        public void before(String effect) {
            chance("before " + effect);
        }

        @Override
        public void after(String effect) {
            chance("after " + effect);
        }

        private void chance(String point) {
            if (left-- == 0) {
                where = point;
                throw new Crash(point);
            }
        }
    }

    @Test
    void one_capture_from_alert_to_message() {
        int points = everywhere(
                () -> new CaptureWorld(CapturePolicies.some().seconds(60).build()),
                world -> world.deliver("a1", "web1"),
                1,
                List.of("COMPLETE"));
        assertThat(points).isGreaterThan(30);
    }

    @Test
    void an_alert_and_the_one_it_covers() {
        everywhere(
                CaptureWorld::new,
                world -> {
                    world.deliver("a1", "web1");
                    world.deliver("a2", "web1");
                },
                -1,
                List.of("COMPLETE", "COVERED"));
    }

    @Test
    void a_lost_answer() {
        everywhere(
                () -> {
                    CaptureWorld world = new CaptureWorld();
                    world.azure.loseAnswer("start");
                    return world;
                },
                world -> world.deliver("a1", "web1"),
                1,
                List.of("COMPLETE"));
    }

    @Test
    void an_agent_that_is_installed_first() {
        everywhere(
                () -> {
                    CaptureWorld world = new CaptureWorld(
                            CapturePolicies.some().installingAgents().build());
                    world.azure.machineWithoutAgent(CaptureWorld.machine("web1"));
                    return world;
                },
                world -> world.deliver("a1", "web1"),
                1,
                List.of("COMPLETE"));
    }

    @Test
    void a_preemption() {
        everywhere(
                () -> new CaptureWorld(
                        CapturePolicies.some().limit(1).atLimit(AtLimit.PREEMPT).build()),
                world -> {
                    world.deliver("a1", "web1");
                    world.deliver(
                            CaptureWorld.alert("a2", io.alertcap.alert.Severity.SEV0, java.util.Map.of(), "web2"));
                },
                // One, if the crash lets the less grave one be stopped before its request was sent.
                -1,
                List.of("COMPLETE"));
    }

    private interface Build {
        CaptureWorld world();
    }

    private static int everywhere(Build build, Consumer<CaptureWorld> story, int sessions, List<String> outcomes) {
        for (int n = 0; n < MOST; n++) {
            CaptureWorld world = build.world();
            DiesAt death = new DiesAt(n);
            world.effects(death);
            boolean died = false;
            try {
                story.accept(world);
                world.run(Duration.ofMinutes(10));
            } catch (Crash crash) {
                died = true;
            }
            world.effects(Effects.UNDISTURBED);
            if (died) {
                world.restart();
                world.clock.advance(Duration.ofSeconds(5));
                // Azure Monitor posts an alert again if it got no answer.
                story.accept(world);
            }
            world.run(Duration.ofMinutes(30));
            String where = "died " + death.where;
            assertThat(world.ledger.all()).as(where).allMatch(record -> !record.isOpen());
            assertThat(world.book().holders()).as(where).isEmpty();
            assertThat(world.ledger.open()).as(where).isEmpty();
            assertThat(world.azure.violations()).as(where).isEmpty();
            assertThat(world.azure.started()).as(where).doesNotHaveDuplicates();
            if (sessions >= 0) {
                assertThat(world.azure.started()).as(where).hasSize(sessions);
            }
            assertThat(world.ledger.all().stream()
                            .map(record -> String.valueOf(record.outcome()))
                            .collect(Collectors.toSet()))
                    .as(where)
                    .containsAll(outcomes);
            for (CaptureRecord record : world.ledger.all()) {
                assertThat(world.notifier.ids().stream()
                                .filter(id -> id.startsWith(record.id()))
                                .distinct())
                        .as(where)
                        .hasSize(1);
            }
            if (!died) {
                return n;
            }
        }
        throw new AssertionError("the story has more than " + MOST + " effects, or none ever ends it");
    }
}
