package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;

/** How a capture stands, in a sentence: what it does while it is under way, and how it ended then. */
public final class Standing {
    private Standing() {}

    /** The outcome once it is known, else the state: one word. */
    public static String word(CaptureRecord capture) {
        Outcome outcome = capture.outcome();
        return outcome == null ? capture.state().wire() : outcome.wire();
    }

    public static String sentence(CaptureRecord capture, Instant now) {
        return switch (capture.state()) {
            case REQUESTED -> "Written down; it starts in a moment.";
            case QUEUED ->
                "It waits" + because(capture) + "; until " + Amounts.length(Duration.between(now, capture.queueUntil()))
                        + " from now.";
            case STARTING -> "Network Watcher was asked to start it.";
            case RUNNING -> running(capture, now);
            case COLLECTING ->
                capture.file().bytes() == null
                        ? "It has ended; its file is on its way."
                        : "It has ended; " + Amounts.size(capture.file().bytes()) + " have arrived.";
            case EXAMINING -> "The file is being read.";
            case CLOSING -> "Messages go out, the session is tidied away.";
            case FINISHED -> capture.outcome() == null ? "Finished, without an outcome." : sentence(capture.outcome());
        };
    }

    /** An outcome as a sentence. */
    public static String sentence(Outcome outcome) {
        String words = outcome.inWords();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private static String because(CaptureRecord capture) {
        String reason = capture.reason();
        return reason == null ? "" : ": " + (reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason);
    }

    private static String running(CaptureRecord capture, Instant now) {
        Duration limit = capture.wish().timeLimit();
        Instant started = capture.startedAt();
        if (started == null) {
            return "It runs.";
        }
        Duration run = Duration.between(started, now);
        String words = run.compareTo(limit) >= 0
                ? "Its " + Amounts.length(limit) + " have passed; it should end now"
                : Amounts.length(run) + " of " + Amounts.length(limit);
        return words
                + (capture.stop() == null
                        ? "."
                        : ". A stop was asked for by " + capture.stop().by() + ".");
    }
}
