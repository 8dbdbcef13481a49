package io.alertcap.api.pages;

import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Check;
import io.alertcap.capture.Outcome;
import java.util.Locale;

/** How a state looks. The word beside it says the same: nobody has to see colours. */
enum Tone {
    GOOD,
    BAD,
    DOUBT,
    LIVE,
    QUIET;

    static Tone of(CaptureRecord capture) {
        Outcome outcome = capture.outcome();
        return outcome == null ? of(capture.state()) : of(outcome);
    }

    private static Tone of(CaptureState state) {
        return switch (state) {
            case REQUESTED, QUEUED -> QUIET;
            case STARTING, RUNNING, COLLECTING, EXAMINING, CLOSING, FINISHED -> LIVE;
        };
    }

    private static Tone of(Outcome outcome) {
        return switch (outcome) {
            case COMPLETE -> GOOD;
            case TRUNCATED, STOPPED, EMPTY -> DOUBT;
            case COVERED -> QUIET;
            case REFUSED, EXPIRED, FAILED, REMOVED, LOST -> BAD;
        };
    }

    static Tone of(Check.State state) {
        return switch (state) {
            case OK -> GOOD;
            case WRONG -> BAD;
            case UNKNOWN -> DOUBT;
            case SKIPPED -> QUIET;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
