package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotBookTest {
    private static final Instant NOW = CaptureWorld.START;

    private static SlotBook.Holder holder(String id, String machine) {
        return new SlotBook.Holder(id, machine, "name-" + id, Severity.SEV2, NOW);
    }

    private static SlotBook with(SlotBook book, SlotBook.Holder holder) {
        return ((SlotBook.Granted) book.acquire(holder, 100, 100, NOW)).book();
    }

    private static PacketCaptureSession session(String name, @Nullable String path) {
        return new PacketCaptureSession(name, "id", "vm", path, null, "Succeeded", null, null, null, List.of());
    }

    @Test
    void a_slot_is_granted_below_the_limit_and_refused_at_it() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1")).listed(List.of(session("portal", null)), NOW);
        assertThat(book.acquire(holder("b", "m2"), 3, 1, NOW)).isInstanceOf(SlotBook.Granted.class);
        assertThat(book.acquire(holder("b", "m2"), 2, 1, NOW)).isEqualTo(new SlotBook.Full(1, 1, 2));
    }

    @Test
    void a_machine_has_one_slot_unless_the_owner_allows_more() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1"));
        assertThat(book.acquire(holder("b", "m1"), 9, 1, NOW)).isEqualTo(new SlotBook.MachineBusy(holder("a", "m1")));
        assertThat(book.acquire(holder("b", "m1"), 9, 2, NOW)).isInstanceOf(SlotBook.Granted.class);
    }

    @Test
    void who_has_a_slot_is_asked_again_and_keeps_one() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1"));
        assertThat(with(book, holder("a", "m1")).holders()).hasSize(1);
        SlotBook crowded = book.listed(List.of(session("f1", null), session("f2", null)), NOW);
        assertThat(crowded.acquire(holder("a", "m1"), 2, 1, NOW)).isEqualTo(new SlotBook.Full(0, 2, 2));
    }

    @Test
    void a_released_capture_leaves_its_name_so_that_it_is_not_taken_for_foreign() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1")).released("a");
        assertThat(book.holders()).isEmpty();
        assertThat(book.ours("NAME-A")).contains("a");
        assertThat(book.listed(List.of(session("name-a", "https://x/a/name-a.cap")), NOW)
                        .foreign())
                .isEmpty();
        assertThat(book.released("a")).isEqualTo(book);
        assertThat(book.forgotten("a")).isEqualTo(SlotBook.EMPTY);
    }

    @Test
    void what_the_list_shows_no_more_is_no_longer_remembered() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1")).released("a").listed(List.of(), NOW);
        assertThat(book.stopped()).isEmpty();
    }

    @Test
    void a_foreign_session_under_a_name_of_ours_counts_by_its_path() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1"))
                .released("a")
                .listed(List.of(session("name-a", "https://others/name-a.cap")), NOW);
        assertThat(book.stopped()).isEmpty();
        assertThat(book.foreign("name-a")).isPresent();
        assertThat(book.countedForeign(NOW)).isEqualTo(1);
    }

    @Test
    void a_session_without_a_path_is_ours_only_on_our_machine() {
        SlotBook book = with(SlotBook.EMPTY, holder("a", "m1"));
        assertThat(book.listed(List.of(session("name-a", null)), NOW).countedForeign(NOW))
                .as("it is on a machine called vm")
                .isEqualTo(1);
        assertThat(with(SlotBook.EMPTY, holder("a", "vm"))
                        .listed(List.of(session("name-a", null)), NOW)
                        .foreign())
                .isEmpty();
    }

    @Test
    void an_older_list_never_replaces_a_newer_one() {
        SlotBook book = SlotBook.EMPTY.listed(List.of(session("f", null)), NOW);
        assertThat(book.listed(List.of(), NOW.minusSeconds(1))).isSameAs(book);
        assertThat(book.listed(List.of(), NOW).foreign()).isEmpty();
    }

    @Test
    void the_verdict_that_a_foreign_session_has_stopped_is_kept_over_lists_and_expires() {
        SlotBook book = SlotBook.EMPTY
                .listed(List.of(session("f", null), session("g", null)), NOW)
                .foreignStopped("F", NOW)
                .listed(List.of(session("f", null), session("g", null)), NOW.plusSeconds(30));
        assertThat(book.countedForeign(NOW.plusSeconds(30))).isEqualTo(1);
        assertThat(book.countedForeign(NOW.plus(SlotBook.VERDICT_LIFE))).isEqualTo(1);
        assertThat(book.countedForeign(NOW.plus(SlotBook.VERDICT_LIFE).plusMillis(1)))
                .isEqualTo(2);
    }

    @Test
    void the_verdict_is_not_taken_over_by_a_session_of_another_machine_under_the_same_name() {
        PacketCaptureSession other =
                new PacketCaptureSession("f", "id", "another vm", null, null, "Succeeded", null, null, null, List.of());
        SlotBook book = SlotBook.EMPTY
                .listed(List.of(session("f", null)), NOW)
                .foreignStopped("f", NOW)
                .listed(List.of(other), NOW.plusSeconds(30));
        assertThat(book.countedForeign(NOW.plusSeconds(30))).isEqualTo(1);
    }

    @Test
    void a_list_is_good_for_its_age() {
        Duration age = Duration.ofSeconds(10);
        assertThat(SlotBook.EMPTY.listedWithin(age, NOW)).isFalse();
        SlotBook book = SlotBook.EMPTY.listed(List.of(), NOW);
        assertThat(book.listedWithin(age, NOW.plusSeconds(10))).isTrue();
        assertThat(book.listedWithin(age, NOW.plusSeconds(11))).isFalse();
    }

    @Test
    void the_less_grave_are_the_oldest_first() {
        SlotBook.Holder young = new SlotBook.Holder("y", "m1", "y", Severity.SEV3, NOW.plusSeconds(9));
        SlotBook.Holder old = new SlotBook.Holder("o", "m2", "o", Severity.UNKNOWN, NOW);
        SlotBook.Holder same = new SlotBook.Holder("s", "m3", "s", Severity.SEV1, NOW);
        SlotBook book = with(with(with(SlotBook.EMPTY, young), old), same);
        assertThat(book.lessGrave(Severity.SEV1)).containsExactly(old, young);
    }

    @Test
    void a_book_that_is_changed_by_others_all_the_time_is_given_up_after_some_tries() {
        InMemoryLedger ledger = new InMemoryLedger(new MutableClock(NOW));
        ledger.effects(new Effects() {
            @Override
            public void before(String effect) {
                ledger.putBook("k", SlotBook.EMPTY);
            }
        });
        org.assertj.core.api.Assertions.assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> new Slots(ledger).change("k", book -> with(book, holder("a", "m"))));
    }
}
