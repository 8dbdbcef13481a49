package io.alertcap.local.agent;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A capture on one machine, under way or ended. Not thread-safe: the stand-in calls it under its own lock. */
public interface Recording {
    /**
     * Brings the files up to this moment.
     *
     * @return how it ended, if it has
     */
    Optional<Ending> advance(Instant now);

    /** Ends the recording at this moment if it has not ended before. */
    Ending stop(Instant at);

    /** The files kept so far, oldest first; whole once the recording has ended. */
    List<Path> files();

    /**
     * How a recording ended.
     *
     * @param at when
     * @param cause why
     */
    record Ending(Instant at, Cause cause) {}

    /** Why a recording ended. */
    enum Cause {
        TIME,
        SIZE,
        STOPPED,
        FAILED
    }
}
