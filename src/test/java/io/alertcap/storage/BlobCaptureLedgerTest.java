package io.alertcap.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLedger.Opening;
import io.alertcap.capture.CaptureLedger.Versioned;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.storage.InMemoryBlobs.Call;
import io.alertcap.storage.InMemoryBlobs.Crash;
import io.alertcap.storage.InMemoryBlobs.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobCaptureLedgerTest extends BlobCaptureLedgerContract {
    private final HandClock service = new HandClock(NOW);
    private final InMemoryBlobs blobs = new InMemoryBlobs(service);
    private final List<Duration> pauses = new ArrayList<>();
    private final BlobCaptureLedger ledger = new BlobCaptureLedger(blobs, service, pauses::add);

    @Override
    Blobs blobs() {
        return new InMemoryBlobs(Clock.systemUTC());
    }

    @Test
    void writes_four_times_for_a_new_record_in_an_order_that_survives_any_crash() {
        ledger.create(RECORD);

        assertThat(blobs.calls())
                .extracting(Call::toString)
                .satisfiesExactly(
                        call -> assertThat(call).isEqualTo("PUT open/" + ID),
                        call -> assertThat(call).isEqualTo("PUT " + recordName(ID)),
                        call -> assertThat(call).startsWith("PUT history/").endsWith("-" + ID),
                        call -> assertThat(call).isEqualTo("PUT open/" + ID));
    }

    @Test
    void calls_storage_once_for_a_save_and_once_more_for_the_last() {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();
        blobs.forgetCalls();

        Versioned<CaptureRecord> closing = ledger.save(
                        base, RECORD.change().state(CaptureState.CLOSING).done())
                .orElseThrow();
        assertThat(blobs.calls()).hasSize(1);
        ledger.save(closing, RECORD.change().state(CaptureState.FINISHED).done());
        assertThat(blobs.calls()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void promises_nothing_or_has_it_open_after_a_crash_at_any_write(int write) {
        blobs.crashAfter(write);
        assertThatThrownBy(() -> ledger.create(RECORD)).isInstanceOf(Crash.class);
        blobs.behave();

        boolean promised = ledger.find(ID).isPresent();
        assertThat(promised).isEqualTo(write >= 2);
        assertThat(ledger.open()).extracting(OpenEntry::id).containsExactly(ID);

        Opening again = ledger.create(RECORD);
        assertThat(again.created()).isEqualTo(!promised);
        assertThat(ledger.page(null, 10).captures()).containsExactly(RECORD);
    }

    @Test
    void has_every_finished_record_in_its_history_even_if_creating_it_was_cut_short() {
        blobs.crashAfter(2);
        assertThatThrownBy(() -> ledger.create(RECORD)).isInstanceOf(Crash.class);
        blobs.behave();
        CaptureRecord finished = RECORD.change().state(CaptureState.FINISHED).done();

        ledger.save(ledger.find(ID).orElseThrow(), finished);

        assertThat(ledger.page(null, 10).captures()).containsExactly(finished);
    }

    @Test
    void stays_open_when_a_tick_retires_the_empty_entry_in_the_middle_of_creation() {
        blobs.beforeNext(BlobCaptureLedgerTest::isRecordPut, () -> ledger.open().forEach(ledger::retire));

        ledger.create(RECORD);

        assertThat(ledger.open()).extracting(OpenEntry::id).containsExactly(ID);
    }

    @Test
    void knows_its_own_creation_whose_answer_was_lost() {
        blobs.loseNextAnswer(BlobCaptureLedgerTest::isRecordPut);

        Opening opening = ledger.create(RECORD);

        assertThat(opening.created()).isTrue();
        assertThat(ledger.find(ID)).contains(opening.record());
        assertThat(pauses).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void does_not_take_anothers_record_for_its_own_after_a_lost_call() {
        blobs.loseNextCall(BlobCaptureLedgerTest::isRecordPut);
        BlobCaptureLedger other = new BlobCaptureLedger(blobs, service, pauses::add);
        // The same bytes: only the mark tells whose they are.
        blobs.beforeNext(BlobCaptureLedgerTest::isRecordPut, () -> other.create(RECORD));

        assertThat(ledger.create(RECORD).created()).isFalse();
    }

    @Test
    void knows_its_own_save_whose_answer_was_lost() {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();
        CaptureRecord queued = RECORD.change().state(CaptureState.QUEUED).done();
        blobs.loseNextAnswer(BlobCaptureLedgerTest::isRecordPut);

        Versioned<CaptureRecord> saved = ledger.save(base, queued).orElseThrow();

        assertThat(ledger.find(ID)).contains(saved);
        assertThat(ledger.save(saved, RECORD)).as("the version is the real one").isPresent();
    }

    @Test
    void owns_up_to_a_defeat_after_a_lost_call() {
        Versioned<CaptureRecord> base = ledger.create(RECORD).record();
        CaptureRecord mine = RECORD.change().attempts(1).done();
        CaptureRecord theirs = RECORD.change().attempts(2).done();
        BlobCaptureLedger other = new BlobCaptureLedger(blobs, service, pauses::add);
        blobs.loseNextCall(BlobCaptureLedgerTest::isRecordPut);
        blobs.beforeNext(
                BlobCaptureLedgerTest::isRecordPut,
                () -> assertThat(other.save(base, theirs)).isPresent());

        assertThat(ledger.save(base, mine)).isEmpty();
        assertThat(ledger.find(ID).orElseThrow().value()).isEqualTo(theirs);
    }

    @Test
    void asks_no_more_than_three_times() {
        blobs.before(call -> {
            throw InMemoryBlobs.noAnswer(call);
        });

        assertThatThrownBy(() -> ledger.create(RECORD))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("open/" + ID);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(300));
    }

    @Test
    void does_not_repeat_what_took_long_to_fail() {
        blobs.before(call -> {
            service.pass(Duration.ofSeconds(2));
            throw InMemoryBlobs.noAnswer(call);
        });

        assertThatThrownBy(() -> ledger.find(ID)).isInstanceOf(StorageException.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void does_not_repeat_what_was_refused() {
        blobs.before(call -> {
            throw StorageException.lasting("403 AuthorizationFailure", new IllegalStateException());
        });

        assertThatThrownBy(() -> ledger.find(ID)).hasMessageContaining("AuthorizationFailure");
        assertThat(pauses).isEmpty();
    }

    @Test
    void tells_the_services_time_once_it_was_heard() {
        HandClock host = new HandClock(NOW.minus(Duration.ofMinutes(7)));
        BlobCaptureLedger late = new BlobCaptureLedger(blobs, host, pauses::add);

        late.find(ID);

        assertThat(late.now()).isCloseTo(service.instant(), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void dates_a_new_record_by_the_services_clock_from_the_first_call_on() {
        HandClock host = new HandClock(NOW.plus(Duration.ofMinutes(7)));
        BlobCaptureLedger fresh = new BlobCaptureLedger(blobs, host, pauses::add);

        CaptureRecord made = fresh.create(ID, now -> RECORD.change().nextAt(now).done())
                .record()
                .value();

        assertThat(made.nextAt()).isCloseTo(service.instant(), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void fails_a_page_when_storage_does_not_answer() {
        ledger.create(RECORD);
        blobs.before(call -> {
            if (call.kind() == Kind.GET) {
                throw InMemoryBlobs.noAnswer(call);
            }
        });

        assertThatThrownBy(() -> ledger.page(null, 10)).isInstanceOf(StorageException.class);
    }

    private static boolean isRecordPut(Call call) {
        return call.equals(new Call(Kind.PUT, recordName(ID)));
    }

    private static String recordName(String id) {
        return "captures/" + id + ".json";
    }
}
