package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is known of captures: {@code GET /api/captures} and {@code GET /api/captures/{id}}. */
public final class CapturesApi {
    /** Records that one answer looks at, however rare a filter is: a second or two of reading. */
    private static final int MOST_LOOKED_AT = 500;

    private final CaptureLedger ledger;

    public CapturesApi(CaptureLedger ledger) {
        this.ledger = ledger;
    }

    CaptureLedger ledger() {
        return ledger;
    }

    /** Newest first, filtered and by pages. */
    public ApiAnswer list(Map<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        ListQuery wanted = ListQuery.read(query, errors);
        if (!errors.isEmpty()) {
            return Problems.invalid("The list cannot be made as asked.", errors);
        }
        try {
            return reading(() -> ApiAnswer.json(200, list(wanted)));
        } catch (IllegalArgumentException e) {
            return Problems.invalid(
                    "The list cannot be continued.",
                    List.of(new FieldError("query.after", "must be the next of a list that was read before")));
        }
    }

    private ObjectNode list(ListQuery wanted) {
        ObjectNode document = Json.object();
        ArrayNode captures = document.putArray("captures");
        String next = wanted.after();
        int lookedAt = 0;
        do {
            CaptureLedger.Page page = ledger.page(next, wanted.limit() - captures.size());
            next = page.next();
            for (CaptureRecord capture : page.captures()) {
                lookedAt++;
                if (wanted.isBefore(capture)) {
                    next = null;
                } else if (wanted.fits(capture)) {
                    captures.add(CaptureDocument.of(capture));
                }
            }
        } while (next != null && captures.size() < wanted.limit() && lookedAt < MOST_LOOKED_AT);
        document.put("next", next);
        if (wanted.after() == null) {
            others(document.putArray("others"));
        }
        return document;
    }

    /** What was last seen on the Network Watchers that is not ours: seen with the starts of ours, so it may be old. */
    private void others(ArrayNode others) {
        for (String watcher : ledger.slotKeys()) {
            SlotBook book = readable(watcher);
            for (SlotBook.Foreign session : book.foreign()) {
                others.addObject()
                        .put("name", session.name())
                        .put("target", session.target())
                        .put("watcher", watcher)
                        .put(
                                "seenAt",
                                book.listedAt() == null ? null : book.listedAt().toString())
                        .put(
                                "seenStoppedAt",
                                session.seenStoppedAt() == null
                                        ? null
                                        : session.seenStoppedAt().toString());
            }
        }
    }

    /** A ruined book is in the monitor's report; the list must not fall with it. */
    private SlotBook readable(String watcher) {
        try {
            return ledger.slots(watcher).value();
        } catch (UnreadableRecordException e) {
            return SlotBook.EMPTY;
        }
    }

    public ApiAnswer show(String id, Map<String, String> query) {
        return Problems.unknown(query, List.of(), "The capture cannot be shown as asked.")
                .orElseGet(() -> one(id, () -> ledger.find(id).map(CaptureLedger.Versioned::value)));
    }

    /** One capture's document, or why there is none. */
    static ApiAnswer one(String id, Supplier<Optional<CaptureRecord>> capture) {
        return reading(() -> CaptureId.isId(id)
                ? capture.get()
                        .map(found -> ApiAnswer.json(200, CaptureDocument.of(found)))
                        .orElseGet(() -> noSuchCapture(id))
                : noId());
    }

    static ApiAnswer noId() {
        return Problems.notFound("This is no id of a capture; ids are in the answers to alerts and in the list.");
    }

    static ApiAnswer noSuchCapture(String id) {
        return Problems.notFound("No capture has the id " + id + ".");
    }

    /** The answer, or the ledger's silence in words. */
    static ApiAnswer reading(Supplier<ApiAnswer> work) {
        try {
            return work.get();
        } catch (CaptureException e) {
            return Problems.unavailable(String.valueOf(e.getMessage()));
        }
    }
}
