package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alertcap.api.HealthApi;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.InMemoryBlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad document in the ledger never stops the monitor: it is named, and everything else goes on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedRecordsTest {
    private static final int RECORDS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MutableClock clock = new MutableClock(CaptureWorld.START);
    private final InMemoryBlobs blobs = new InMemoryBlobs(clock);
    private final BlobCaptureLedger ledger = new BlobCaptureLedger(blobs, clock, pause -> {});
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final RecordingNotifier notifier = new RecordingNotifier("ops");
    private final List<String> journal = new ArrayList<>();
    private final Captures app = Captures.of(
            CapturePolicies.some().limit(100).build(),
            ledger,
            azure,
            azure,
            files,
            FakeCases.keeping(),
            new FakeSurroundings(),
            notifier,
            Runnable::run,
            Runnable::run,
            "host");
    private final List<String> ids = new ArrayList<>();

    /** A way to ruin a document. */
    private record Damage(String name, boolean unreadable, Edit edit) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Edit {
        byte[] of(byte[] content) throws IOException;
    }

    static Stream<Damage> ways() {
        return Stream.of(
                bytes("cut off", content -> java.util.Arrays.copyOf(content, content.length / 2)),
                bytes("empty", content -> new byte[0]),
                bytes("zeros", content -> new byte[4_096]),
                bytes("no JSON", content -> "hello".getBytes(StandardCharsets.UTF_8)),
                bytes("no UTF-8", content -> new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'}),
                bytes("too large", content -> new byte[2 * 1024 * 1024]),
                bytes("nested deeply", content -> "[".repeat(100_000).getBytes(StandardCharsets.UTF_8)),
                json("of a newer version", document -> document.put("version", 2)),
                json("of an older version", document -> document.put("version", 0)),
                json("without a version", document -> document.remove("version")),
                json("another's record", document -> document.put("id", "somebody-else")),
                json("an unknown state", document -> document.put("state", "dreaming")),
                json("a text for a number", document -> document.put("attempts", "many")),
                json("a number beyond measure", document -> document.put("attempts", Long.MAX_VALUE)),
                json(
                        "an impossible limit",
                        document -> ((ObjectNode) document.at("/wish/limits")).put("timeLimitSeconds", -5)),
                json(
                        "a null in a list",
                        document -> document.putArray("timeline").addNull()),
                json("a list for an object", document -> document.putArray("session")),
                json("without its target", document -> document.remove("target")),
                json("a time before time", document -> document.put("nextAt", "-1000000000-01-01T00:00:00Z")),
                // These can be read, and make no sense. They may end as they like, and must not disturb the others.
                sound(
                        "covered by itself",
                        document -> document.put("state", "queued")
                                .put("coveredBy", document.get("id").textValue())),
                sound("a next moment in the year 9999", document -> document.put("nextAt", "9999-12-31T23:59:59Z")),
                sound(
                        "a claim until the year 9999",
                        document ->
                                document.putObject("claim").put("by", "nobody").put("until", "9999-12-31T23:59:59Z")),
                sound("fewest attempts", document -> document.put("attempts", Integer.MIN_VALUE)),
                sound("negative attempts", document -> document.put("attempts", -2)),
                sound("most attempts", document -> document.put("attempts", Integer.MAX_VALUE)),
                sound("running without a session", document -> document.putObject("session")),
                sound("running without a name", document -> document.putNull("name")),
                sound("closing without an outcome", document -> document.put("state", "closing")),
                sound("examining without a file", document -> document.put("state", "examining")),
                sound(
                        "collecting without an end",
                        document -> document.put("state", "collecting").put("attempts", -2)));
    }

    private static Damage bytes(String name, Edit edit) {
        return new Damage(name, true, edit);
    }

    private static Damage json(String name, Consumer<ObjectNode> edit) {
        return new Damage(name, true, content -> edited(content, edit));
    }

    private static Damage sound(String name, Consumer<ObjectNode> edit) {
        return new Damage(name, false, content -> edited(content, edit));
    }

    private static byte[] edited(byte[] content, Consumer<ObjectNode> edit) throws IOException {
        ObjectNode document = (ObjectNode) JSON.readTree(content);
        edit.accept(document);
        return JSON.writeValueAsBytes(document);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void damaged_records_are_named_and_all_others_end_complete(Damage damage) {
        receive();
        List<String> damaged = List.of(ids.get(0), ids.get(7), ids.get(19));
        damaged.forEach(id -> damage("captures/" + id + ".json", damage.edit()));

        TickReport report = run(Duration.ofMinutes(15));

        for (String id : ids) {
            if (!damaged.contains(id)) {
                CaptureRecord record = ledger.find(id).orElseThrow().value();
                assertThat(record.isOpen()).as(damage + ": " + record).isFalse();
                assertThat(record.outcome()).as(damage + ": " + record).isEqualTo(Outcome.COMPLETE);
            }
        }
        if (damage.unreadable()) {
            assertThat(health().get("status").asText()).isEqualTo("degraded");
            for (String id : damaged) {
                assertThat(report.problems())
                        .anySatisfy(problem -> assertThat(problem).contains("captures/" + id + ".json"));
                assertThat(health().get("problems").toString()).contains("captures/" + id + ".json");
            }
        } else {
            assertThat(damaged)
                    .allSatisfy(id -> assertThat(
                                    !ledger.find(id).orElseThrow().value().isOpen()
                                            || report.problems().toString().contains(id))
                            .as("ended or named: " + ledger.find(id))
                            .isTrue());
        }
        assertThat(azure.violations()).isEmpty();
    }

    @Test
    void one_record_of_each_kind_of_damage_at_once_disturbs_no_other() {
        receive();
        List<Damage> all = ways().toList();
        for (int i = 0; i < RECORDS - 5; i++) {
            damage("captures/" + ids.get(i) + ".json", all.get(i).edit());
        }

        run(Duration.ofMinutes(15));

        assertThat(ids.subList(RECORDS - 5, RECORDS))
                .allSatisfy(
                        id -> assertThat(ledger.find(id).orElseThrow().value().outcome())
                                .isEqualTo(Outcome.COMPLETE));
    }

    @Test
    void a_damaged_slot_book_is_named_and_the_slots_of_others_are_still_given_back() {
        receive();
        String key = azure.watcher().key();
        SlotBook.Holder leftBehind =
                new SlotBook.Holder("gone", "machine", "name", io.alertcap.alert.Severity.SEV2, clock.instant());
        var book = ledger.slots(key);
        SlotBook more = new SlotBook(
                Stream.concat(book.value().holders().stream(), Stream.of(leftBehind))
                        .toList(),
                List.of(),
                List.of(),
                book.value().listedAt());
        assertThat(ledger.saveSlots(key, book, more)).isPresent();
        // Its name comes first, so that it is swept first.
        write("slots/0/0.json", "{\"version\":1,\"holders\":[null]}".getBytes(StandardCharsets.UTF_8));

        TickReport report = run(Duration.ofMinutes(15));

        assertThat(ledger.slots(key).value().holders()).isEmpty();
        assertThat(report.problems()).anySatisfy(problem -> assertThat(problem).contains("slots/0/0.json"));
    }

    @Test
    void strange_names_among_the_blobs_are_passed_over() {
        receive();
        for (String name :
                List.of("open/", "open/UPPER", "open/../captures", "open/a b", "slots/x", "slots/a/b/c.json")) {
            write(name, new byte[0]);
        }

        run(Duration.ofMinutes(15));

        assertThat(ids)
                .allSatisfy(
                        id -> assertThat(ledger.find(id).orElseThrow().value().outcome())
                                .isEqualTo(Outcome.COMPLETE));
    }

    private void receive() {
        for (int i = 0; i < RECORDS; i++) {
            Errand errand = new Errand(TimeBudget.of(clock, CaptureWorld.WEBHOOK), journal::add, false);
            ids.add(app.intake()
                    .receive(CaptureWorld.alert("alert-" + i, "vm" + i), "{}", AlertIntake.Sender.UNNAMED, errand)
                    .decisions()
                    .get(0)
                    .captureId());
        }
        assertThat(ids).doesNotContainNull().doesNotHaveDuplicates();
    }

    private TickReport run(Duration length) {
        TickReport report = null;
        for (Duration passed = Duration.ZERO; passed.compareTo(length) < 0; passed = passed.plusSeconds(30)) {
            clock.advance(Duration.ofSeconds(30));
            report = app.monitor().tick(new Errand(TimeBudget.of(clock, CaptureWorld.TICK), journal::add, true));
        }
        return report;
    }

    private JsonNode health() {
        try {
            return JSON.readTree(
                    new HealthApi("1", List.of(), () -> ledger, clock).read().body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void damage(String name, Edit edit) {
        try {
            write(name, edit.of(blobs.get(name).value().orElseThrow().content()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, byte[] content) {
        blobs.put(name, content, Map.of(), new Condition.Always());
    }
}
