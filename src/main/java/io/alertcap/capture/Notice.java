package io.alertcap.capture;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message, in a form that every destination can put into its own.
 *
 * @param id stable: a repeat of the same message has the same id
 * @param subject what it is about: the id of our capture, or the resource id of somebody else's
 * @param capture our capture; null when the message is about somebody else's
 * @param headline one line, says how it ended and on which machine
 * @param facts label and value, in the order in which they should be read
 * @param next what to do next, a sentence or command each
 */
public record Notice(
        String id,
        NoticeKind kind,
        Instant at,
        String subject,
        @Nullable CaptureRecord capture,
        String headline,
        List<Fact> facts,
        List<String> next) {

    public Notice {
        facts = List.copyOf(facts);
        next = List.copyOf(next);
    }

    /** About a capture of ours. */
    public Notice(
            String id,
            NoticeKind kind,
            Instant at,
            CaptureRecord capture,
            String headline,
            List<Fact> facts,
            List<String> next) {
        this(id, kind, at, capture.id(), capture, headline, facts, next);
    }

    /** What to do about a capture whose outcome is known, a sentence or command each. */
    public static List<String> next(CaptureRecord capture) {
        return List.copyOf(NoticeText.next(NoticeKind.FINISHED, capture));
    }

    /** One labelled line. */
    public record Fact(String label, String value) {}
}
