package io.alertcap.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.alert.FieldError;
import io.alertcap.capture.CaptureException;
import io.alertcap.capture.CaptureId;
import io.alertcap.capture.CaptureLedger;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureReport;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.UnreadableRecordException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of captures: {@code GET /api/captures}, {@code GET /api/captures/{id}} and {@code GET
 * /api/captures/{id}/report}, and the same for the pages.
 */
public final class CapturesApi {
    /** Records that one answer looks at, however rare a filter is: a second or two of reading. */
    private static final int MOST_LOOKED_AT = 500;

    private static final String NO_PLACE = "must be the next of a list that was read before";

    private final CaptureLedger ledger;
    private final SessionLook sessions;
    private final Clock clock;

    public CapturesApi(CaptureLedger ledger, SessionLook sessions, Clock clock) {
        this.ledger = ledger;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** A capture as clients see it, as JSON. */
    public static String text(CaptureRecord capture) {
        return Json.text(CaptureDocument.of(capture));
    }

    /** Where the records are. */
    public CaptureLedger ledger() {
        return ledger;
    }

    /**
     * Part of the list of captures.
     *
     * @param lookedAt records that were looked at to find these
     * @param next to go on with; null at the end
     * @param watchers the Network Watchers in use, on the first part only
     */
    public record Listing(
            List<CaptureRecord> captures,
            int lookedAt,
            @Nullable String next,
            List<WatcherSeen> watchers) {
        public Listing {
            captures = List.copyOf(captures);
            watchers = List.copyOf(watchers);
        }
    }

    /**
     * What was last seen on a Network Watcher that is not ours: seen with the starts of ours, so it may be old.
     *
     * @param watcher its subscription and region
     * @param at when; null if its list was never read
     */
    public record WatcherSeen(String watcher, @Nullable Instant at, List<SlotBook.Foreign> others) {
        public WatcherSeen {
            others = List.copyOf(others);
        }
    }

    /** Newest first, filtered and by pages. */
    public ApiAnswer list(Map<String, String> query) {
        List<FieldError> errors = new ArrayList<>();
        ListQuery wanted = ListQuery.read(query, errors);
        return errors.isEmpty()
                ? reading(() -> find(wanted)
                        .map(listing -> ApiAnswer.json(200, document(listing, wanted)))
                        .orElseGet(() -> Problems.invalid(
                                "The list cannot be continued.", List.of(new FieldError("query.after", NO_PLACE)))))
                : Problems.invalid("The list cannot be made as asked.", errors);
    }

    /**
     * Part of the list for a page.
     *
     * @param query as the API takes it
     * @param errors gets a line for each parameter that is wrong
     * @return empty if one is
     */
    public Optional<Listing> find(Map<String, String> query, List<FieldError> errors) {
        ListQuery wanted = ListQuery.read(query, errors);
        if (!errors.isEmpty()) {
            return Optional.empty();
        }
        Optional<Listing> listing = find(wanted);
        if (listing.isEmpty()) {
            errors.add(new FieldError("query.after", NO_PLACE));
        }
        return listing;
    }

    /** Empty if {@code after} is no place in the list. */
    private Optional<Listing> find(ListQuery wanted) {
        List<CaptureRecord> captures = new ArrayList<>();
        String next = wanted.after();
        int lookedAt = 0;
        try {
            do {
                CaptureLedger.Page page = ledger.page(next, wanted.limit() - captures.size());
                next = page.next();
                for (CaptureRecord capture : page.captures()) {
                    lookedAt++;
                    if (wanted.isBefore(capture)) {
                        next = null;
                    } else if (wanted.fits(capture)) {
                        captures.add(capture);
                    }
                }
            } while (next != null && captures.size() < wanted.limit() && lookedAt < MOST_LOOKED_AT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new Listing(captures, lookedAt, next, wanted.after() == null ? watchers() : List.of()));
    }

    private List<WatcherSeen> watchers() {
        return ledger.slotKeys().stream()
                .map(key -> {
                    SlotBook book = readable(key);
                    return new WatcherSeen(key, book.listedAt(), book.foreign());
                })
                .toList();
    }

    private static ObjectNode document(Listing listing, ListQuery wanted) {
        ObjectNode document = Json.object();
        ArrayNode captures = document.putArray("captures");
        listing.captures().forEach(capture -> captures.add(CaptureDocument.of(capture)));
        document.put("next", listing.next());
        if (wanted.after() == null) {
            ArrayNode others = document.putArray("others");
            listing.watchers()
                    .forEach(seen -> seen.others()
                            .forEach(session -> others.addObject()
                                    .put("name", session.name())
                                    .put("target", session.target())
                                    .put("watcher", seen.watcher())
                                    .put("seenAt", text(seen.at()))
                                    .put("seenStoppedAt", text(session.seenStoppedAt()))));
        }
        return document;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    /** A ruined book is in the monitor's report; the list must not fall with it. */
    private SlotBook readable(String watcher) {
        try {
            return ledger.slots(watcher).value();
        } catch (UnreadableRecordException e) {
            return SlotBook.EMPTY;
        }
    }

    /** One capture; with {@code service=true} beside what the service has of it now, which is a call to Azure. */
    public ApiAnswer show(String id, Map<String, String> query) {
        Optional<ApiAnswer> wrong =
                Problems.unknown(query, List.of(Switch.SERVICE.parameter()), "The capture cannot be shown as asked.");
        Optional<Boolean> service = Switch.SERVICE.in(query);
        if (wrong.isPresent() || service.isEmpty()) {
            return wrong.orElseGet(() -> Switch.SERVICE.refused(query));
        }
        return found(id, capture -> {
            ObjectNode document = CaptureDocument.of(capture);
            if (service.get()) {
                document.set("service", ServiceDocument.of(capture, sessions.at(capture), clock.instant()));
            }
            return ApiAnswer.json(200, document);
        });
    }

    /** What the service has of a capture's session. */
    public SessionLook.Seen look(CaptureRecord capture) {
        return sessions.at(capture);
    }

    /**
     * The report of a capture: for programs, or as text for people.
     *
     * @param accept the header, which decides where the query does not
     */
    public ApiAnswer report(String id, Map<String, String> query, String accept) {
        Optional<ApiAnswer> wrong = Problems.unknown(query, List.of("format"), "The report cannot be made as asked.");
        if (wrong.isPresent()) {
            return wrong.get();
        }
        String format = query.getOrDefault("format", MediaTypes.prefersText(accept) ? "text" : "json");
        if (!format.equals("text") && !format.equals("json")) {
            return Problems.invalid(
                    "The report cannot be made as asked.",
                    List.of(new FieldError("query.format", "allowed are json and text")));
        }
        return found(id, capture -> {
            CaptureReport report = CaptureReport.of(capture, clock.instant());
            return format.equals("text")
                    ? new ApiAnswer(
                            200,
                            "text/plain; charset=utf-8",
                            report.text(),
                            Map.of("Cache-Control", "no-store", "Vary", "Accept"))
                    : ApiAnswer.json(200, ReportDocument.of(capture, report));
        });
    }

    private ApiAnswer found(String id, Function<CaptureRecord, ApiAnswer> answer) {
        return reading(() -> CaptureId.isId(id)
                ? ledger.find(id).map(found -> answer.apply(found.value())).orElseGet(() -> noSuchCapture(id))
                : noId());
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
