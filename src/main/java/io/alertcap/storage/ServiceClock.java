package io.alertcap.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The storage service's clock, learnt from the dates of its answers. Hosts whose own clocks differ agree by it on whether
 * a claim has run out. Until the first answer it is the host's clock. Thread-safe.
 */
final class ServiceClock {
    /** The header counts whole seconds, so the service's time was somewhere in the second that follows it. */
    private static final Duration GRANULE = Duration.ofSeconds(1);
    /** A difference this far outside of what an answer allows is left alone: the clock shall not tremble. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Clock host;
    private volatile Duration offset = Duration.ZERO;

    ServiceClock(Clock host) {
        this.host = host;
    }

    Instant now() {
        return host.instant().plus(offset);
    }

    /** Makes a call, learns from its date, and gives its value. */
    <T> T hear(Supplier<Blobs.Answer<T>> call) {
        Instant asked = host.instant();
        Blobs.Answer<T> answer = call.get();
        learn(asked, host.instant(), answer.date());
        return answer.value();
    }

    /** The answer was dated between asking and hearing, so a slow one bounds the offset less than a quick one. */
    private void learn(Instant asked, Instant heard, Instant date) {
        Duration least = Duration.between(heard, date);
        Duration most = Duration.between(asked, date.plus(GRANULE));
        Duration known = offset;
        if (known.compareTo(least.minus(TOLERANCE)) < 0 || known.compareTo(most.plus(TOLERANCE)) > 0) {
            offset = least.plus(most).dividedBy(2);
        }
    }
}
