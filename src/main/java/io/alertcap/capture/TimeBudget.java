package io.alertcap.capture;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How much time the work at hand may still take. The webhook has a few seconds, a timer tick some more; every call to
 * the outside is cut off when the budget ends, however slowly the other side answers. It goes with each such call, and so
 * does the witness who sees what is exchanged.
 */
public final class TimeBudget {
    private final Clock clock;
    private final Instant end;
    private final Witness witness;

    private TimeBudget(Clock clock, Instant end, Witness witness) {
        this.clock = clock;
        this.end = end;
        this.witness = witness;
    }

    public static TimeBudget of(Clock clock, Duration length) {
        return new TimeBudget(clock, clock.instant().plus(length), Witness.NONE);
    }

    /** A part of this budget: ends after {@code most}, and never later than this one. */
    public TimeBudget within(Duration most) {
        return new TimeBudget(clock, clock.instant().plus(atMost(most)), witness);
    }

    /** The same time, before another witness. */
    public TimeBudget before(Witness other) {
        return new TimeBudget(clock, end, other);
    }

    public Witness witness() {
        return witness;
    }

    /** What is left, never negative. */
    public Duration left() {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What a single call may take: what is left, and never more than {@code most}. */
    public Duration atMost(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }

    public boolean hasAtLeast(Duration needed) {
        return left().compareTo(needed) >= 0;
    }
}
