package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.capture.Machines;
import io.alertcap.capture.Machines.Condition;
import io.alertcap.capture.Machines.NoAgent;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.Machines.Ready;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.TimeBudget;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A storm of alerts about one machine is one call, and what was mended is seen soon. */
class RememberedMachinesTest {
    private static final Condition READY = new Ready(Region.of("westus2"), "Linux");
    private static final Condition VANISHED = new NotReady("The machine does not exist.", "Correct the alert rule.");
    private static final Condition STOPPED = new NotReady(Part.POWER, "The machine is not running.", "Start it.");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private Condition truth = READY;
    private int calls;
    private @Nullable ServiceException failure;
    private final RememberedMachines machines = new RememberedMachines(new Truth(), clock);

    private final class Truth implements Machines {
        @Override
        public Condition look(MachineTarget target, TimeBudget budget) {
            calls++;
            if (failure != null) {
                throw failure;
            }
            return truth;
        }

        @Override
        public void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
            truth = READY;
        }
    }

    private Condition look(String name) {
        return machines.look(machine(name), TimeBudget.of(clock, Duration.ofSeconds(5)));
    }

    private static MachineTarget machine(String name) {
        return MachineTarget.of(ResourceId.parse("/subscriptions/00000000-0000-0000-0000-0000000000a1"
                                + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/" + name)
                        .orElseThrow())
                .orElseThrow();
    }

    @Test
    void a_machine_that_vanished_is_asked_about_once_in_a_minute() {
        truth = VANISHED;
        for (int storm = 0; storm < 100; storm++) {
            assertThat(look("vm1")).isEqualTo(VANISHED);
        }
        assertThat(calls).isEqualTo(1);

        truth = READY;
        clock.advance(RememberedMachines.REMEMBER_MISSING.minusMillis(1));
        assertThat(look("vm1")).isEqualTo(VANISHED);
        clock.advance(Duration.ofMillis(1));
        assertThat(look("vm1")).as("made again").isEqualTo(READY);
    }

    @Test
    void a_machine_that_can_be_captured_is_asked_about_once_in_half_a_minute() {
        look("vm1");
        look("VM1");
        assertThat(calls).isEqualTo(1);

        truth = STOPPED;
        clock.advance(RememberedMachines.REMEMBER_READY);
        assertThat(look("vm1")).isEqualTo(STOPPED);
    }

    @Test
    void what_a_person_mends_is_looked_at_each_time() {
        truth = STOPPED;
        assertThat(look("vm1")).isEqualTo(STOPPED);
        truth = READY;
        assertThat(look("vm1")).isEqualTo(READY);
    }

    @Test
    void an_agent_that_was_installed_is_seen_at_once() {
        NoAgent lacking =
                new NoAgent(Region.of("westus2"), "Linux", new NotReady(Part.AGENT, "It has no agent.", "Install it."));
        truth = lacking;
        assertThat(look("vm1")).isEqualTo(lacking);
        machines.installAgent(machine("vm1"), lacking, TimeBudget.of(clock, Duration.ofSeconds(5)));
        assertThat(look("vm1")).isEqualTo(READY);
    }

    @Test
    void one_machine_says_nothing_of_another() {
        truth = VANISHED;
        look("vm1");
        truth = READY;
        assertThat(look("vm2")).isEqualTo(READY);
    }

    @Test
    void a_call_that_failed_is_made_again() {
        failure = new ServiceException(Kind.UNCERTAIN, 503, null, "later", null, null);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> look("vm1")).isSameAs(failure);
        }
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void a_storm_about_more_machines_than_there_is_room_for_makes_room_in_time() {
        truth = VANISHED;
        for (int i = 0; i < RememberedMachines.MOST + 10; i++) {
            look("vm" + i);
        }
        look("vm0");
        assertThat(calls).isEqualTo(RememberedMachines.MOST + 10);

        clock.advance(RememberedMachines.REMEMBER_MISSING);
        look("other");
        look("other");
        assertThat(calls).isEqualTo(RememberedMachines.MOST + 11);
    }
}
