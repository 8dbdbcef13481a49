package io.alertcap.api.pages;

import static io.alertcap.api.pages.Attribute.attr;
import static io.alertcap.api.pages.Attribute.css;

import io.alertcap.api.pages.Attribute.Name;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Outcome;
import java.time.Duration;
import java.time.Instant;

/** How far a capture is. */
final class Progress {
    private Progress() {}

    /** The outcome once it is known, else the state. */
    static String word(CaptureRecord capture) {
        Outcome outcome = capture.outcome();
        return outcome == null ? capture.state().wire() : outcome.wire();
    }

    /** A bar where there is one, and what is going on in a sentence. */
    static Html of(CaptureRecord capture, Instant now) {
        String sentence = sentence(capture, now);
        Instant started = capture.startedAt();
        if (capture.state() != CaptureState.RUNNING || started == null) {
            return Html.of(Tag.P, css("progress"), Html.text(sentence));
        }
        long limit = capture.wish().limits().timeLimitSeconds();
        long run = Math.min(limit, Math.max(0, Duration.between(started, now).toSeconds()));
        return Html.of(
                Tag.DIV,
                css("progress"),
                Html.of(
                        Tag.PROGRESS,
                        attr(Name.MAX, Long.toString(limit)),
                        attr(Name.VALUE, Long.toString(run)),
                        attr(
                                Name.ARIA_LABEL,
                                "Time run of " + capture.target().id().name()),
                        Html.text(100 * run / limit + " %")),
                Html.of(Tag.P, Html.text(sentence)));
    }

    private static String sentence(CaptureRecord capture, Instant now) {
        return switch (capture.state()) {
            case REQUESTED -> "Written down; it starts in a moment.";
            case QUEUED ->
                "It waits" + because(capture) + "; until " + Words.length(Duration.between(now, capture.queueUntil()))
                        + " from now.";
            case STARTING -> "Network Watcher was asked to start it.";
            case RUNNING -> running(capture, now);
            case COLLECTING ->
                capture.file().bytes() == null
                        ? "It has ended; its file is on its way."
                        : "It has ended; " + Words.size(capture.file().bytes()) + " have arrived.";
            case EXAMINING -> "The file is being read.";
            case CLOSING -> "Messages go out, the session is tidied away.";
            case FINISHED -> capture.outcome() == null ? "" : sentence(capture.outcome());
        };
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
                ? "Its " + Words.length(limit) + " have passed; it should end now"
                : Words.length(run) + " of " + Words.length(limit);
        return words
                + (capture.stop() == null
                        ? "."
                        : ". A stop was asked for by " + capture.stop().by() + ".");
    }

    /** An outcome as a sentence. */
    static String sentence(Outcome outcome) {
        String words = outcome.inWords();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
