package io.alertcap.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureLedger.HistoryLine;
import io.alertcap.capture.CaptureLedger.HistoryPage;
import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLedger.Opening;
import io.alertcap.capture.CaptureLedger.Page;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.Claim;
import io.alertcap.capture.Disposal;
import io.alertcap.capture.LegalHold;
import io.alertcap.capture.Message;
import io.alertcap.capture.NoticeKind;
import io.alertcap.capture.PurgeBook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.UnreadableRecordException;
import io.alertcap.capture.WatchBook;
import io.alertcap.storage.Blobs.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises, whatever the blobs are kept in. */
abstract class BlobCaptureLedgerContract {
    static final String ID = "0123456789abcdef";
    static final String WATCHER = "0b1f6471-1bf0-4dda-aec3-111122223333/westus2";
    static final Instant NOW = Instant.parse("2026-11-21T12:34:56.789Z");
    static final CaptureRecord RECORD = Samples.requested(ID, NOW);

    private Blobs blobs;
    private BlobCaptureLedger ledger;

    /** Empty storage. */
    abstract Blobs blobs();

    @BeforeEach
    void open_the_ledger() {
        blobs = blobs();
        ledger = new BlobCaptureLedger(blobs, Clock.systemUTC(), pause -> LockSupport.parkNanos(pause.toNanos()));
    }

    @Test
    void is_empty_at_first() {
        assertThat(ledger.find(ID)).isEmpty();
        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.slots(WATCHER)).isEqualTo(new Versioned<>(SlotBook.EMPTY, null));
        assertThat(ledger.slotKeys()).isEmpty();
        assertThat(ledger.page(null, 10)).isEqualTo(new Page(List.of(), null));
        assertThat(ledger.lastTick()).isEmpty();
    }

    @Test
    void finds_a_record_again_and_has_it_open() {
        Opening opening = ledger.create(RECORD);

        assertThat(opening.created()).isTrue();
        assertThat(opening.record().value()).isEqualTo(RECORD);
        assertThat(ledger.find(ID)).contains(opening.record());
        assertThat(ledger.open()).extracting(OpenEntry::id).containsExactly(ID);
        assertThat(ledger.page(null, 10).captures()).containsExactly(RECORD);
    }

    @Test
    void goes_through_its_history_by_lines_newest_first() {
        for (int i = 0; i < 5; i++) {
            ledger.create(Samples.requested("000000000000000" + i, NOW.plusSeconds(i)));
        }

        HistoryPage first = ledger.history(null, 2);
        HistoryPage second = ledger.history(first.next(), 10);

        assertThat(first.lines()).extracting(HistoryLine::id).containsExactly("0000000000000004", "0000000000000003");
        assertThat(first.lines().get(0).createdAt()).isEqualTo(NOW.plusSeconds(4));
        assertThat(second.lines()).hasSize(3).isSortedAccordingTo(Comparator.comparing(HistoryLine::name));
        assertThat(second.next()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.history("not one of ours", 2));
    }

    @Test
    void notes_on_a_line_that_there_are_no_files_unless_it_was_touched_since() {
        ledger.create(RECORD);
        HistoryLine line = ledger.history(null, 10).lines().get(0);
        assertThat(line.fileless()).isFalse();

        ledger.noteFileless(line);
        assertThat(ledger.history(null, 10).lines()).singleElement().matches(HistoryLine::fileless);
        assertThat(ledger.page(null, 10).captures()).containsExactly(RECORD);

        ledger.create(RECORD);
        assertThat(ledger.history(null, 10).lines()).singleElement().matches(each -> !each.fileless());
        ledger.noteFileless(line);
        assertThat(ledger.history(null, 10).lines()).singleElement().matches(each -> !each.fileless());
        ledger.forget(line);
        ledger.forget(line);
        assertThat(ledger.history(null, 10).lines()).isEmpty();
        ledger.noteFileless(line);
        assertThat(ledger.history(null, 10).lines()).as("a line that is gone").isEmpty();
    }

    @Test
    void removes_the_record_that_was_read_and_no_other() {
        Versioned<CaptureRecord> old = ledger.create(RECORD).record();
        Versioned<CaptureRecord> now =
                ledger.save(old, RECORD.change().attempts(1).done()).orElseThrow();

        assertThat(ledger.remove(old)).isFalse();
        assertThat(ledger.find(ID)).contains(now);
        assertThat(ledger.remove(now)).isTrue();
        assertThat(ledger.find(ID)).isEmpty();
        assertThat(ledger.remove(now)).as("it is gone").isTrue();
    }

    @Test
    void keeps_how_far_the_purge_has_come_by_compare_and_swap() {
        Versioned<PurgeBook> never = ledger.purgeBook();
        assertThat(never).isEqualTo(new Versioned<>(PurgeBook.NEVER, null));
        PurgeBook book = new PurgeBook(NOW, null, "page", "line", 3, 4, new Claim("host", NOW));

        Versioned<PurgeBook> saved = ledger.savePurgeBook(never, book).orElseThrow();

        assertThat(ledger.savePurgeBook(never, book)).isEmpty();
        assertThat(ledger.purgeBook()).isEqualTo(saved);
        assertThat(saved.value()).isEqualTo(book);
        assertThat(ledger.savePurgeBook(saved, PurgeBook.NEVER)).isPresent();
    }

    @Test
    void keeps_a_hold_and_what_is_being_deleted() {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();
        CaptureRecord held = RECORD.change()
                .hold(new LegalHold(NOW, "anna, by Entra ID", "case 17"))
                .disposal(new Disposal(Disposal.What.FILES, "retention after 30 days", NOW))
                .done();

        ledger.save(base, held);

        assertThat(ledger.find(ID).orElseThrow().value()).isEqualTo(held);
    }

    @Test
    void gives_a_second_delivery_the_first_record() {
        Opening first = ledger.create(RECORD);
        Opening second = ledger.create(Samples.requested(ID, NOW.plusSeconds(60)));

        assertThat(second.created()).isFalse();
        assertThat(second.record()).isEqualTo(first.record());
        assertThat(ledger.page(null, 10).captures()).containsExactly(RECORD);
    }

    @Test
    void creates_once_when_four_come_at_the_same_time() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = "race-" + round;
            List<Opening> openings = atOnce(4, i -> ledger.create(Samples.requested(id, NOW.plusSeconds(i))));

            assertThat(openings).filteredOn(Opening::created).hasSize(1);
            assertThat(openings)
                    .extracting(Opening::record)
                    .containsOnly(openings.get(0).record());
        }
        assertThat(ledger.page(null, 100).captures()).hasSize(5);
    }

    @Test
    void saves_only_over_what_was_read() {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();
        CaptureRecord queued = RECORD.change().state(CaptureState.QUEUED).done();
        CaptureRecord starting = RECORD.change().state(CaptureState.STARTING).done();

        Versioned<CaptureRecord> saved = ledger.save(base, queued).orElseThrow();

        assertThat(saved.value()).isEqualTo(queued);
        assertThat(ledger.save(base, starting)).isEmpty();
        assertThat(ledger.find(ID)).contains(saved);
        assertThat(ledger.save(saved, starting)).isPresent();
    }

    @Test
    void lets_one_of_several_claims_win() throws Exception {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();

        List<Boolean> won = atOnce(
                4,
                i -> ledger.save(base, RECORD.change().attempts(i + 1).done()).isPresent());

        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void retires_an_entry_that_was_not_touched_since() {
        ledger.create(RECORD);
        OpenEntry seen = ledger.open().get(0);
        ledger.create(RECORD);
        ledger.retire(seen);
        assertThat(ledger.open()).as("touched since").hasSize(1);

        ledger.retire(ledger.open().get(0));
        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.find(ID)).isPresent();

        ledger.retire(seen);
        assertThat(ledger.open()).as("a repeat").isEmpty();
    }

    @Test
    void has_a_record_open_again_that_was_finished_and_is_delivered_again() {
        ledger.create(RECORD);
        ledger.retire(ledger.open().get(0));

        ledger.create(RECORD);

        assertThat(ledger.open()).extracting(OpenEntry::id).containsExactly(ID);
    }

    @Test
    void keeps_what_the_watch_found_for_each_subscription() {
        WatchBook book = new WatchBook(
                List.of(new WatchBook.Look(WATCHER, NOW)),
                List.of(new WatchBook.Finding(
                        ID,
                        NoticeKind.CHANGED,
                        Samples.MACHINE,
                        null,
                        null,
                        "/var/captures/x.cap",
                        "mallory@example.com",
                        ID,
                        "another machine",
                        NOW,
                        true,
                        null,
                        List.of(new Message(
                                ID + "-changed",
                                NoticeKind.CHANGED,
                                "ops",
                                Message.State.WAITING,
                                0,
                                NOW,
                                NOW,
                                null)))));
        String subscription = "0b1f6471-1bf0-4dda-aec3-111122223333";
        Versioned<WatchBook> none = ledger.watchBook(subscription);
        assertThat(none.value()).isEqualTo(WatchBook.EMPTY);

        Versioned<WatchBook> saved =
                ledger.saveWatchBook(subscription, none, book).orElseThrow();

        assertThat(ledger.saveWatchBook(subscription, none, WatchBook.EMPTY))
                .as("two first books")
                .isEmpty();
        assertThat(ledger.watchBook(subscription)).isEqualTo(saved);
        assertThat(ledger.saveWatchBook(subscription, saved, WatchBook.EMPTY)).isPresent();
        assertThat(ledger.saveWatchBook(subscription, saved, book))
                .as("a stale book")
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.watchBook("../captures/x"));
    }

    @Test
    void keeps_a_book_of_slots_for_each_watcher() {
        SlotBook book = new SlotBook(
                List.of(new SlotBook.Holder(ID, Samples.MACHINE, "web-1", Severity.SEV1, NOW)),
                List.of(),
                List.of(),
                NOW);
        Versioned<SlotBook> none = ledger.slots(WATCHER);

        Versioned<SlotBook> saved = ledger.saveSlots(WATCHER, none, book).orElseThrow();

        assertThat(ledger.saveSlots(WATCHER, none, SlotBook.EMPTY))
                .as("two first books")
                .isEmpty();
        assertThat(ledger.slots(WATCHER)).isEqualTo(saved);
        assertThat(ledger.saveSlots(WATCHER, saved, SlotBook.EMPTY)).isPresent();
        assertThat(ledger.saveSlots(WATCHER, saved, book)).as("a stale book").isEmpty();
        ledger.saveSlots("other/eastus", none, book);
        assertThat(ledger.slotKeys()).containsExactlyInAnyOrder(WATCHER, "other/eastus");
    }

    @Test
    void shows_pages_newest_first_and_each_record_once() {
        List<CaptureRecord> newestFirst = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            // Across days and within a millisecond, and not written in order.
            Instant at = NOW.minus(i / 2 * 13L, ChronoUnit.HOURS);
            CaptureRecord record = Samples.requested("page-" + (char) ('a' + i), at);
            newestFirst.add(record);
        }
        List.of(5, 0, 10, 3, 8, 1, 6, 9, 2, 7, 4).forEach(i -> ledger.create(newestFirst.get(i)));

        List<CaptureRecord> seen = new ArrayList<>();
        String next = null;
        do {
            Page page = ledger.page(next, 4);
            assertThat(page.captures()).hasSizeLessThanOrEqualTo(4);
            seen.addAll(page.captures());
            next = page.next();
            if (next != null) {
                assertThat(next).matches("[A-Za-z0-9_-]+");
            }
        } while (next != null);

        assertThat(seen).isEqualTo(newestFirst);
    }

    @Test
    void hides_an_unreadable_record_from_no_more_than_itself() {
        ledger.create(RECORD);
        ledger.create(Samples.requested("sound", NOW.minusSeconds(1)));
        put("captures/" + ID + ".json", "{\"version\":1,\"id\":\"" + ID);

        assertThatThrownBy(() -> ledger.find(ID))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(ID);
        assertThat(ledger.find("sound")).isPresent();
        assertThat(ledger.page(null, 10).captures())
                .extracting(CaptureRecord::id)
                .containsExactly("sound");
        assertThat(ledger.open()).extracting(OpenEntry::id).containsExactlyInAnyOrder(ID, "sound");
    }

    @Test
    void does_not_take_one_record_for_another() {
        ledger.create(RECORD);
        put(
                "captures/other.json",
                new String(
                        blobs.get("captures/" + ID + ".json")
                                .value()
                                .orElseThrow()
                                .content(),
                        UTF_8));

        assertThatThrownBy(() -> ledger.find("other"))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("id");
    }

    @Test
    void leaves_files_of_others_alone() {
        put("open/NOT ours", "");
        put("history/notes.txt", "");
        put("slots/readme.md", "");
        put("slots/a/b/c.json", "");

        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.slotKeys()).isEmpty();
        assertThat(ledger.page(null, 10).captures()).isEmpty();
    }

    @Test
    void makes_no_blob_name_of_what_is_no_id() {
        for (String id : List.of("", "../x", "a/b", "A", "a.json", "a b", "%2e", "x".repeat(65))) {
            assertThat(ledger.find(id)).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> ledger.create(Samples.requested(id, NOW)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.slots("a"));
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.slots("../a/b"));
        assertThat(blobs.list("", null, 10).value().items()).isEmpty();
    }

    @Test
    void refuses_a_next_that_no_page_had() {
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.page("!!", 10));
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.page(null, 0));
    }

    @Test
    void remembers_the_last_round() {
        ledger.saveTick(new TickReport(NOW, 1, NOW, 2, List.of("first")));
        TickReport last = new TickReport(NOW, 3, null, 4, List.of());
        ledger.saveTick(last);

        assertThat(ledger.lastTick()).contains(last);
    }

    @Test
    void shows_what_a_record_is_without_reading_it() {
        ledger.create(RECORD);

        assertThat(blobs.list("captures/", null, 10).value().items().get(0).metadata())
                .containsEntry("state", "requested")
                .containsEntry("outcome", "none")
                .containsEntry("machine", "web-1")
                .containsEntry("createdat", NOW.toString());
    }

    private void put(String name, String content) {
        blobs.put(name, content.getBytes(UTF_8), Map.of(), new Condition.Always());
    }

    private interface Numbered<T> {
        @Nullable
        T call(int number);
    }

    private static <T> List<T> atOnce(int threads, Numbered<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                calls.add(() -> work.call(number));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : pool.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }
}
