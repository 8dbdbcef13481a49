package io.alertcap.azure;

import io.alertcap.alert.MachineTarget;
import io.alertcap.capture.Machines;
import io.alertcap.capture.TimeBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Machines as they were seen a moment ago, so that a storm of alerts about one machine is one call. Two things are
 * remembered: that it can be captured, and that it is not there, of no kind that ever can, or without its tags. What a
 * person mends, such as its power or its agent, is looked at each time. Safe for use by several threads.
 */
public final class RememberedMachines implements Machines {
    /** Short, because a machine may be stopped at any moment: then the service itself refuses the capture, less clearly. */
    static final Duration REMEMBER_READY = Duration.ofSeconds(30);

    /** As long as for a watcher that is not there. */
    static final Duration REMEMBER_MISSING = AzureNetworkWatchers.REMEMBER_MISSING;

    /** Alerts may name any number of machines. */
    static final int MOST = 1_000;

    private final Machines machines;
    private final Clock clock;
    private final Map<MachineTarget, Seen> seen = new ConcurrentHashMap<>();

    public RememberedMachines(Machines machines, Clock clock) {
        this.machines = machines;
        this.clock = clock;
    }

    private record Seen(Condition condition, Instant until) {}

    @Override
    public Condition look(MachineTarget target, TimeBudget budget) {
        Seen before = seen.get(target);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.condition();
        }
        Condition condition = machines.look(target, budget);
        Instant now = clock.instant();
        worth(condition).ifPresent(worth -> remember(target, new Seen(condition, now.plus(worth)), now));
        return condition;
    }

    @Override
    public void installAgent(MachineTarget target, NoAgent lacking, TimeBudget budget) {
        machines.installAgent(target, lacking, budget);
    }

    private static Optional<Duration> worth(Condition condition) {
        if (condition instanceof NotReady notReady && notReady.part() == Part.MACHINE) {
            return Optional.of(REMEMBER_MISSING);
        }
        return condition instanceof Ready ? Optional.of(REMEMBER_READY) : Optional.empty();
    }

    private void remember(MachineTarget target, Seen what, Instant now) {
        if (seen.size() >= MOST) {
            seen.values().removeIf(one -> !now.isBefore(one.until()));
        }
        if (seen.size() < MOST) {
            seen.put(target, what);
        }
    }
}
