package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.api.CapturesApi;
import io.alertcap.api.HealthApi;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.Lifecycle;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.Samples.Fill;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The ledger and all that shows it, over documents that may hold anything. */
public final class HostileLedger {
    private static final String ID = "lv9vipembfuq1neq";
    private static final String RECORD = "captures/" + ID + ".json";
    private static final String SLOTS = "s/westeurope";
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private static final InMemoryBlobs BLOBS = new InMemoryBlobs(Clock.systemUTC());
    private static final BlobCaptureLedger LEDGER = new BlobCaptureLedger(BLOBS, Clock.systemUTC(), pause -> {});
    private static final CapturesApi CAPTURES = new CapturesApi(
            LEDGER,
            new SessionLook(
                    new FakeAzure(new MutableClock(AT), new FakeFiles(new MutableClock(AT))), Clock.systemUTC()),
            Clock.systemUTC());
    private static final HealthApi HEALTH = new HealthApi("test", List.of(), () -> LEDGER, Clock.systemUTC());
    private static final Lifecycle LIFECYCLE =
            new Lifecycle(CapturePolicies.some().build(), List.of("ops"));

    static {
        // Its line in the history makes every list read the record.
        LEDGER.create(Samples.requested(ID, AT));
    }

    private HostileLedger() {}

    /**
     * Puts the document where a record, a slot book and the monitor's report are, and asks for all three in every way.
     *
     * @return whether it is a sound record
     */
    public static synchronized boolean takes(String which, byte[] document) {
        BLOBS.forgetCalls();
        put(RECORD, document);
        put("slots/" + SLOTS + ".json", document);
        put("monitor/tick.json", document);
        typed(which, SLOTS, () -> LEDGER.slots(SLOTS));
        typed(which, "monitor/tick.json", LEDGER::lastTick);
        assertThat(HEALTH.read().status()).as(which).isEqualTo(200);
        assertThat(CAPTURES.list(Map.of()).status()).as(which).isEqualTo(200);
        Optional<Versioned<CaptureRecord>> record =
                typed(which, RECORD, () -> LEDGER.find(ID)).flatMap(found -> found);
        assertThat(CAPTURES.show(ID, Map.of()).status()).as(which).isEqualTo(record.isPresent() ? 200 : 503);
        assertThat(CAPTURES.report(ID, Map.of("format", "text"), "").status())
                .as(which)
                .isEqualTo(record.isPresent() ? 200 : 503);
        record.ifPresent(found -> {
            assertThat(LIFECYCLE.next(found.value(), AT)).as(which).isNotNull();
            // What can be read can be written, and read again.
            assertThat(LEDGER.save(found, found.value())).as(which).isPresent();
            assertThat(LEDGER.find(ID)).as(which).isPresent();
        });
        return record.isPresent();
    }

    private static <T> Optional<T> typed(String which, String name, Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (UnreadableRecordException e) {
            assertThat(e.getMessage())
                    .as(which)
                    .contains(name)
                    .hasSizeLessThan(500)
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                    .doesNotContain("fasterxml", "StreamReadConstraints");
            return Optional.empty();
        }
    }

    /** Records of every fill, a slot book, a report. */
    public static synchronized List<byte[]> sound() {
        List<byte[]> documents = new ArrayList<>();
        Documents writer = new Documents();
        documents.add(writer.write(RECORD, Samples.requested(ID, AT)));
        for (Fill fill : Fill.values()) {
            String random = new String(
                    writer.write(RECORD, new Samples(7, fill).next(CaptureRecord.class)), StandardCharsets.UTF_8);
            documents.add(random.replaceFirst("\"id\":\"(\\\\.|[^\"])*\"", "\"id\":\"" + ID + "\"")
                    .getBytes(StandardCharsets.UTF_8));
        }
        documents.add(writer.write("slots", new Samples(7, Fill.EVERY_FIELD).next(SlotBook.class)));
        documents.add(writer.write("tick", new Samples(7, Fill.EVERY_FIELD).next(TickReport.class)));
        return documents;
    }

    private static void put(String name, byte[] document) {
        BLOBS.put(name, document, Map.of(), new Condition.Always());
    }
}
