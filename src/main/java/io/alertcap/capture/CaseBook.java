package io.alertcap.capture;

import io.alertcap.evidence.CaseFolder;
import io.alertcap.evidence.TimelineEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the evidence of each capture: what came in, what was exchanged with Azure, and at the end a seal on all of it. A
 * document is written once and never changed. Evidence never stands in the way of a capture: what cannot be kept is said in
 * the timeline.
 */
final class CaseBook {
    /** A file with what was exchanged in a step must fit into a document. */
    private static final int LONGEST = 512 * 1024;

    /** A claim must last so much longer for something to be put into the case: nobody else may have sealed it by then. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String ALERT = "alert.json";
    private static final String ORDER = "order.json";
    private static final String DECISION = "decision.json";

    /** Events that come while a case is sealed make another seal; so many at once there are never. */
    private static final int MOST_SEALS = 5;

    private final CaseKeeping keeping;
    private final CaptureLedger ledger;
    private final Lifecycle lifecycle;

    CaseBook(CaseKeeping keeping, CaptureLedger ledger, Lifecycle lifecycle) {
        this.keeping = keeping;
        this.ledger = ledger;
        this.lifecycle = lifecycle;
    }

    // ---- what came in -------------------------------------------------------------------------------------------

    /**
     * The two documents with which an alert's case begins, to be written beside each other. Each says why it could not be
     * kept, if so.
     */
    List<Supplier<Optional<String>>> begin(CaptureRecord record, String payload) {
        String kept = CaseText.alert(payload);
        return List.of(
                () -> keep(record.id(), ALERT, kept),
                () -> keep(record.id(), DECISION, CaseText.decision(record, kept.equals(payload), keeping)));
    }

    /** Begins the case of an order; says why not, if so. */
    Optional<String> begin(CaptureRecord record, CaptureOrder order) {
        return keep(record.id(), ORDER, CaseText.order(order))
                .or(() -> keep(record.id(), DECISION, CaseText.decision(record, null, keeping)));
    }

    /** The record, with what its case lacks. */
    static CaptureRecord lacking(CaptureRecord record, Optional<String> problem, Instant now) {
        return problem.map(words -> Lifecycle.alertLost(record, words, now)).orElse(record);
    }

    private Optional<String> keep(String id, String name, String content) {
        try {
            // One that is there already came with the first delivery, and stays.
            boolean unused = keeping.files().put(id, name, bytes(content));
            return Optional.empty();
        } catch (CaptureException e) {
            return Optional.of(said(e));
        }
    }

    // ---- what was exchanged -------------------------------------------------------------------------------------

    /** Takes down what is exchanged in one step. */
    static final class Minutes implements Witness {
        private final List<Supplier<Exchange>> seen = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void saw(Supplier<Exchange> exchange) {
            seen.add(exchange);
        }

        List<Exchange> exchanges() {
            synchronized (seen) {
                return seen.stream().map(Supplier::get).toList();
            }
        }
    }

    /**
     * Keeps what was exchanged in a step, before the record says what came of it. To have asked again and heard the same is
     * not kept: it would fill the case of every capture that waits.
     *
     * @param seen what the step makes of the record
     * @return the same; and if the exchanges could not be kept, the record says so
     */
    UnaryOperator<CaptureRecord> keep(
            CaptureRecord record, String step, Minutes minutes, UnaryOperator<CaptureRecord> seen) {
        List<Exchange> exchanges = minutes.exchanges();
        if (exchanges.isEmpty()
                || (exchanges.stream().allMatch(Exchange::onlyAsks) && isNoNews(record, seen.apply(record)))) {
            return seen;
        }
        Optional<String> problem = keep(record, step, exchanges);
        return problem.isEmpty()
                ? seen
                : r -> lifecycle.exchangesLost(seen.apply(r), step, problem.get(), ledger.now());
    }

    private Optional<String> keep(CaptureRecord record, String step, List<Exchange> exchanges) {
        Instant now = ledger.now();
        Claim claim = record.claim();
        if (claim == null || claim.until().isBefore(now.plus(MARGIN))) {
            return Optional.of("the step took too long");
        }
        StringBuilder lines = new StringBuilder();
        for (Exchange exchange : exchanges) {
            String line = CaseText.exchange(exchange);
            if (lines.length() + line.length() > LONGEST) {
                line = CaseText.exchange(withoutTexts(exchange));
            }
            if (lines.length() + line.length() <= LONGEST) {
                lines.append(line);
            }
        }
        try {
            boolean written = keeping.files()
                    .put(record.id(), "arm/" + TIME.format(now) + "-" + step + ".jsonl", bytes(lines.toString()));
            return written ? Optional.empty() : Optional.of("another step has the same name");
        } catch (CaptureException e) {
            return Optional.of(said(e));
        }
    }

    private static Exchange withoutTexts(Exchange exchange) {
        return new Exchange(
                exchange.at(),
                exchange.took(),
                exchange.method(),
                exchange.address(),
                null,
                exchange.status(),
                exchange.headers(),
                null,
                exchange.problem());
    }

    private static boolean isNoNews(CaptureRecord before, CaptureRecord after) {
        return before.state() == after.state()
                && before.timeline().equals(after.timeline())
                && Objects.equals(before.reason(), after.reason());
    }

    // ---- the seal -----------------------------------------------------------------------------------------------

    /**
     * Seals the case of a record that owes nothing more, or what was added to its timeline since. Can be done again after a
     * crash between any two writes, and by several at once: what was written first stands.
     *
     * @throws CaptureException if storage does not answer; then it is to be done again
     */
    void seal(CaptureRecord record, Journal journal) {
        List<TimelineEntry> timeline = CaseText.timeline(record);
        SortedMap<String, byte[]> documents = keeping.read(record.id());
        CaseFolder folder = new CaseFolder(documents);
        for (int i = 0; i < MOST_SEALS && isUnsealed(folder, timeline); i++) {
            seal(record, folder.seals() + 1, timeline, documents);
            folder = new CaseFolder(documents);
        }
        journal.tell(
                "case-sealed",
                "capture",
                record.id(),
                "seal",
                Integer.toString(folder.seals()),
                "sha256",
                folder.seal().orElse("-"));
    }

    private static boolean isUnsealed(CaseFolder folder, List<TimelineEntry> timeline) {
        return folder.seals() == 0 || !folder.notYetTold(timeline).isEmpty();
    }

    private void seal(
            CaptureRecord record, int number, List<TimelineEntry> timeline, SortedMap<String, byte[]> documents) {
        if (number == 1) {
            String alert = record.trigger().kind() == Trigger.Kind.OPERATOR ? ORDER : ALERT;
            put(record, documents, alert, () -> bytes(CaseText.missing(alert)));
            put(record, documents, DECISION, () -> bytes(CaseText.missing(DECISION)));
            put(record, documents, CaseFolder.README, () -> bytes(CaseText.readme(record, true)));
            put(record, documents, CaseFolder.REPORT, () -> bytes(CaseText.report(record, ledger.now())));
            put(record, documents, CaseFolder.CAPTURE_FILES, () -> bytes(CaseText.captureFiles(record)));
        }
        put(
                record,
                documents,
                CaseFolder.named(CaseFolder.CAPTURE, number),
                () -> bytes(CaseText.capture(record, keeping)));
        CaseFolder folder = new CaseFolder(documents);
        put(
                record,
                documents,
                CaseFolder.named(CaseFolder.TIMELINE, number),
                () -> folder.nextTimeline(
                        folder.notYetTold(timeline), ledger.now().toString()));
        put(record, documents, CaseFolder.manifest(number), () -> new CaseFolder(documents).nextManifest());
    }

    /** Puts a document into case and folder, or takes the one that is there. */
    private void put(CaptureRecord record, SortedMap<String, byte[]> documents, String name, Supplier<byte[]> content) {
        if (documents.containsKey(name)) {
            return;
        }
        byte[] ours = content.get();
        byte[] there = keeping.files().put(record.id(), name, ours) ? ours : read(record, name);
        documents.put(name, there);
    }

    private byte[] read(CaptureRecord record, String name) {
        return keeping.files()
                .read(record.id(), name)
                .orElseThrow(() -> new CaptureException(
                        name + " of case " + record.id() + " was there a moment ago and is gone: try again"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String said(@Nullable CaptureException e) {
        return e == null || e.getMessage() == null ? "storage did not answer" : e.getMessage();
    }
}
