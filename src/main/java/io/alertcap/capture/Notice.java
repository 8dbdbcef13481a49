package io.alertcap.capture;

import java.time.Instant;
import java.util.List;

/**
 * A message about a capture, in a form that every destination can put into its own.
 *
 * @param id stable: a repeat of the same message has the same id
 * @param headline one line, says how it ended and on which machine
 * @param facts label and value, in the order in which they should be read
 * @param next what to do next, a sentence or command each
 */
public record Notice(
        String id,
        NoticeKind kind,
        Instant at,
        CaptureRecord capture,
        String headline,
        List<Fact> facts,
        List<String> next) {

    public Notice {
        facts = List.copyOf(facts);
        next = List.copyOf(next);
    }

    /** One labelled line. */
    public record Fact(String label, String value) {}
}
