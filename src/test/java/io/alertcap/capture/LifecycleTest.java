package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {
    private static final Instant NOW = CaptureWorld.START;
    private static final CapturePolicy POLICY = CapturePolicies.some().build();
    private static final Lifecycle LIFECYCLE = new Lifecycle(POLICY, List.of("ops"));

    private static CaptureRecord requested() {
        return requested(CaptureWorld.machine("web1"));
    }

    private static CaptureRecord requested(MachineTarget target) {
        return CaptureRecord.requested(
                "0123456789abcdef",
                new Trigger(Trigger.Kind.ALERT, "rule", "a1", Severity.SEV2, NOW),
                target,
                POLICY.wish(),
                List.of(),
                NOW,
                NOW.plus(POLICY.queueTimeout()));
    }

    private static CaptureRecord starting() {
        return starting(requested());
    }

    private static CaptureRecord starting(CaptureRecord requested) {
        Watcher watcher = new Watcher(
                CapturePolicies.id("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w"),
                CapturePolicies.REGION);
        return LIFECYCLE.admitted(
                requested,
                CapturePolicies.REGION,
                "Linux",
                watcher,
                "web1-a",
                new StorageLocation(CapturePolicies.ACCOUNT, "https://captures/x/web1-a.cap", null),
                NOW);
    }

    private static PacketCaptureSession session() {
        return new PacketCaptureSession(
                "web1-a", "id", "vm", "https://captures/x/web1-a.cap", null, "Succeeded", null, null, null, List.of());
    }

    private static CaptureRecord running() {
        return LIFECYCLE.accepted(starting(), session(), NOW);
    }

    private static SessionStatus status(String word) {
        return new SessionStatus(word, null, List.of(), null);
    }

    private static CaptureRecord collecting() {
        return LIFECYCLE.status(running(), status("Stopped"), NOW.plusSeconds(300));
    }

    private static CaptureFiles.FoundFile file(long bytes, Instant at) {
        return new CaptureFiles.FoundFile("https://captures/x/web1-a.cap", bytes, at, "e1");
    }

    private static CaptureRecord closing(CaptureFiles.FileReading reading, long bytes) {
        Instant at = NOW.plusSeconds(320);
        CaptureRecord found = LIFECYCLE.found(collecting(), List.of(file(bytes, NOW.plusSeconds(305))), null, at);
        return LIFECYCLE.examined(found, Map.of(file(bytes, NOW.plusSeconds(305)), reading), at);
    }

    @Test
    void waits_for_the_file_of_each_instance_and_in_the_end_takes_what_there_is() {
        MachineTarget instances = new MachineTarget(
                CapturePolicies.id("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"
                        + "virtualMachineScaleSets/api"),
                List.of("3", "7"));
        CaptureRecord collecting = LIFECYCLE.status(
                LIFECYCLE.accepted(starting(requested(instances)), session(), NOW),
                status("Stopped"),
                NOW.plusSeconds(300));
        CaptureFiles.FoundFile one = file(900, NOW.plusSeconds(305));
        Instant settled = NOW.plusSeconds(305).plus(POLICY.fileSettle());
        Instant enough = NOW.plusSeconds(300).plus(POLICY.fileLateAfter());

        CaptureRecord waiting = LIFECYCLE.found(collecting, List.of(one), null, settled);
        assertThat(waiting.state()).isEqualTo(CaptureState.COLLECTING);
        assertThat(waiting.nextAt()).isBetween(settled.plusSeconds(1), settled.plusSeconds(60));

        CaptureFiles.FoundFile other =
                new CaptureFiles.FoundFile("https://captures/x/web1-a/7.cap", 900, NOW.plusSeconds(306), "e2");
        assertThat(LIFECYCLE
                        .found(waiting, List.of(one, other), null, settled.plusSeconds(1))
                        .state())
                .isEqualTo(CaptureState.EXAMINING);
        assertThat(LIFECYCLE
                        .found(waiting, List.of(one), null, enough.minusSeconds(1))
                        .nextAt())
                .isEqualTo(enough);
        assertThat(LIFECYCLE.found(waiting, List.of(one), null, enough).state()).isEqualTo(CaptureState.EXAMINING);
    }

    // ---- next ---------------------------------------------------------------------------------------------------

    @Test
    void what_is_requested_is_to_be_admitted_until_it_is_no_longer_worth_it() {
        assertThat(LIFECYCLE.next(requested(), NOW)).isEqualTo(new Step.Admit());
        assertThat(LIFECYCLE.next(requested(), requested().queueUntil())).isEqualTo(new Step.GiveUp());
    }

    @Test
    void what_is_delayed_waits_and_never_past_its_worth() {
        CaptureRecord delayed = LIFECYCLE.delayed(requested(), "busy", NOW.plusSeconds(40), NOW);
        assertThat(delayed.state()).isEqualTo(CaptureState.QUEUED);
        assertThat(LIFECYCLE.next(delayed, NOW)).isEqualTo(new Step.Wait(NOW.plusSeconds(40)));
        assertThat(LIFECYCLE.next(delayed, NOW.plusSeconds(40))).isEqualTo(new Step.Admit());
        CaptureRecord long_ = LIFECYCLE.delayed(requested(), "busy", NOW.plusSeconds(99_999), NOW);
        assertThat(LIFECYCLE.next(long_, NOW))
                .isEqualTo(new Step.Wait(requested().queueUntil()));
    }

    @Test
    void a_request_that_may_still_land_is_not_given_up() {
        CaptureRecord sent = LIFECYCLE
                .sendAgain(starting(), "busy", null, NOW, NOW)
                .change()
                .queueUntil(NOW.plusSeconds(10))
                .done();
        assertThat(LIFECYCLE.next(sent, NOW.plusSeconds(10))).isEqualTo(new Step.Wait(NOW.plus(Lifecycle.PUT_WINDOW)));
        assertThat(LIFECYCLE.next(sent, NOW.plus(Lifecycle.PUT_WINDOW))).isEqualTo(new Step.GiveUp());
    }

    @Test
    void what_is_covered_looks_after_its_cover_and_not_at_the_queue() {
        CaptureRecord covered = LIFECYCLE.covered(requested(), running(), NOW);
        assertThat(LIFECYCLE.next(covered, NOW)).isEqualTo(new Step.Wait(NOW.plusSeconds(300)));
        assertThat(LIFECYCLE.next(covered, NOW.plus(Duration.ofHours(9)))).isEqualTo(new Step.CheckCover());
        CaptureRecord stopped = LIFECYCLE.stopWished(covered, "anna", "no", NOW);
        assertThat(LIFECYCLE.next(stopped, NOW)).isEqualTo(new Step.GiveUp());
    }

    @Test
    void what_is_starting_is_confirmed_when_nothing_can_land_any_more() {
        assertThat(LIFECYCLE.next(starting(), NOW)).isEqualTo(new Step.Wait(NOW.plus(Lifecycle.PUT_WINDOW)));
        assertThat(LIFECYCLE.next(starting(), NOW.plus(Lifecycle.PUT_WINDOW))).isEqualTo(new Step.Confirm());
    }

    @Test
    void what_is_running_is_asked_soon_and_just_after_its_end() {
        CaptureRecord record = running();
        assertThat(LIFECYCLE.next(record, NOW)).isEqualTo(new Step.Wait(NOW.plusSeconds(15)));
        assertThat(LIFECYCLE.next(record, NOW.plusSeconds(15))).isEqualTo(new Step.AskStatus());
        int asked = 0;
        Instant now = NOW.plusSeconds(15);
        while (now.isBefore(NOW.plusSeconds(300))) {
            record = LIFECYCLE.status(record, status("Running"), now);
            now = record.nextAt();
            asked++;
        }
        assertThat(asked).isLessThan(6);
        assertThat(now).isEqualTo(NOW.plusSeconds(302));
    }

    @Test
    void a_stop_goes_before_the_next_question() {
        CaptureRecord wished = LIFECYCLE.stopWished(running(), "anna", "enough", NOW.plusSeconds(1));
        assertThat(LIFECYCLE.next(wished, NOW.plusSeconds(1))).isEqualTo(new Step.Stop());
        CaptureRecord sent = LIFECYCLE.stopSent(wished, NOW.plusSeconds(1));
        assertThat(LIFECYCLE.next(sent, NOW.plusSeconds(3))).isEqualTo(new Step.AskStatus());
    }

    @Test
    void an_answer_that_was_under_way_when_the_stop_was_written_does_not_put_it_off() {
        CaptureRecord wished = LIFECYCLE.stopWished(running(), "anna", "enough", NOW.plusSeconds(60));
        CaptureRecord told = LIFECYCLE.status(wished, status("Running"), NOW.plusSeconds(60));
        assertThat(LIFECYCLE.next(told, NOW.plusSeconds(66))).isEqualTo(new Step.Stop());
    }

    @Test
    void what_collects_looks_for_its_file_then_reads_it_then_removes_its_session() {
        CaptureRecord record = collecting();
        Instant at = NOW.plusSeconds(320);
        assertThat(LIFECYCLE.next(record, NOW.plusSeconds(300))).isEqualTo(new Step.LookForFile());
        CaptureRecord found = LIFECYCLE.found(record, List.of(file(900, NOW.plusSeconds(305))), null, at);
        assertThat(LIFECYCLE.next(found, at)).isEqualTo(new Step.Examine());
        CaptureRecord closing =
                LIFECYCLE.examined(found, Map.of(file(900, NOW.plusSeconds(305)), FakeFiles.packets(3)), at);
        assertThat(LIFECYCLE.next(closing, at)).isEqualTo(new Step.RemoveSession());
        CaptureRecord removed = LIFECYCLE.sessionRemoved(closing, "the file stays", at);
        assertThat(LIFECYCLE.next(removed, at)).isEqualTo(new Step.Deliver());
        CaptureRecord told = LIFECYCLE.delivered(removed, removed.messages().get(0), Notifier.Delivery.DONE, at);
        assertThat(LIFECYCLE.next(told, at)).isEqualTo(new Step.Retire());
        assertThat(told.isOpen()).isFalse();
    }

    @Test
    void a_message_goes_out_while_the_record_waits_for_something_else() {
        CaptureRecord record = collecting();
        Instant at = record.stoppedAt().plus(POLICY.fileLateAfter());
        CaptureRecord late = LIFECYCLE.found(record, List.of(), null, at);
        assertThat(LIFECYCLE.next(late, at)).isEqualTo(new Step.Deliver());
        CaptureRecord failed =
                LIFECYCLE.delivered(late, late.messages().get(0), Notifier.Delivery.failed("refused"), at);
        assertThat(LIFECYCLE.next(failed, at)).isEqualTo(new Step.Wait(at.plusSeconds(5)));
    }

    @Test
    void a_message_that_is_late_is_owed_once() {
        CaptureRecord record = collecting();
        Instant at = record.stoppedAt().plus(POLICY.fileLateAfter());
        CaptureRecord late = LIFECYCLE.found(record, List.of(), null, at);
        CaptureRecord again = LIFECYCLE.found(late, List.of(), null, at.plusSeconds(60));
        assertThat(again.messages()).hasSize(1);
        CaptureRecord longStory = again.change().timeline(List.of()).done();
        assertThat(LIFECYCLE
                        .found(longStory, List.of(), null, at.plusSeconds(60))
                        .messages())
                .hasSize(1);
    }

    @Test
    void a_long_timeline_keeps_its_beginning_and_its_end() {
        CaptureRecord record = requested();
        for (int i = 0; i < 500; i++) {
            record = record.change().event(NOW.plusSeconds(i), "e" + i, "").done();
        }
        assertThat(record.timeline()).hasSize(200);
        assertThat(record.timeline().get(0).event()).isEqualTo("requested");
        assertThat(record.timeline().get(199).event()).isEqualTo("e499");
    }

    @ParameterizedTest
    @CsvSource({"0,5", "1,10", "2,20", "3,40", "4,60", "99,60", "2000000000,60"})
    void back_off_doubles_up_to_a_longest(int attempts, int seconds) {
        assertThat(Lifecycle.backOff(attempts, Duration.ofSeconds(5), Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"PT2H,2 h", "PT90M,90 min", "PT61S,61 s", "PT0S,0 s"})
    void durations_are_told_in_the_largest_whole_unit(Duration duration, String words) {
        assertThat(Lifecycle.inWords(duration)).isEqualTo(words);
    }

    // ---- the outcome --------------------------------------------------------------------------------------------

    private static Outcome outcome(CaptureRecord record) {
        return Verdict.of(record).outcome();
    }

    @Test
    void an_error_comes_before_everything_and_rubbish_next() {
        CaptureRecord garbage = closing(FakeFiles.garbage(), 900);
        assertThat(outcome(garbage)).isEqualTo(Outcome.FAILED);
        CaptureRecord error = closing(FakeFiles.packets(0), 900_000)
                .change()
                .session(running().session().seen(status("error"), NOW, NOW))
                .done();
        assertThat(outcome(error)).isEqualTo(Outcome.FAILED);
        assertThat(garbage.file().packets()).isNull();
    }

    @Test
    void without_a_file_a_deleted_session_is_removed_and_another_lost() {
        CaptureRecord nothing = collecting();
        assertThat(outcome(nothing)).isEqualTo(Outcome.LOST);
        assertThat(outcome(nothing.change().session(nothing.session().gone(NOW)).done()))
                .isEqualTo(Outcome.REMOVED);
    }

    private static CaptureRecord endedAt(int seconds, long bytes, @Nullable StopRequest stop) {
        CaptureRecord record = closing(FakeFiles.packets(5), bytes);
        return record.change().stoppedAt(NOW.plusSeconds(seconds)).stop(stop).done();
    }

    private static StopRequest stop(boolean sent) {
        return new StopRequest("anna", "enough", NOW, sent ? NOW : null);
    }

    @Test
    void the_end_is_judged_by_time_and_bytes() {
        long cap = POLICY.wish().limits().totalBytes();
        assertThat(outcome(endedAt(300, 5_000, null))).isEqualTo(Outcome.COMPLETE);
        assertThat(outcome(endedAt(271, 5_000, null))).as("within a tenth").isEqualTo(Outcome.COMPLETE);
        assertThat(outcome(endedAt(269, 5_000, null))).isEqualTo(Outcome.STOPPED);
        assertThat(outcome(endedAt(100, cap - 10, null))).isEqualTo(Outcome.TRUNCATED);
        assertThat(outcome(endedAt(300, cap - 10, null))).isEqualTo(Outcome.TRUNCATED);
        assertThat(outcome(endedAt(100, cap - 10, stop(true)))).as("asked for").isEqualTo(Outcome.STOPPED);
        assertThat(outcome(endedAt(100, cap - 10, stop(false))))
                .as("never sent")
                .isEqualTo(Outcome.TRUNCATED);
        assertThat(outcome(endedAt(300, 5_000, stop(true)))).as("came too late").isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_small_cap_is_reached_when_no_further_packet_fits() {
        CaptureRecord record = endedAt(100, 60_000, null);
        CaptureWish small = new CaptureWish(new CaptureLimits(300, 100_000, 0), List.of());
        assertThat(outcome(record.change().wish(small).done())).isEqualTo(Outcome.TRUNCATED);
        CaptureWish heads = new CaptureWish(new CaptureLimits(300, 100_000, 96), List.of());
        assertThat(outcome(record.change().wish(heads).done())).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void an_unknown_stop_reason_is_quoted_and_decides_nothing() {
        CaptureRecord early = endedAt(100, 5_000, null);
        CaptureRecord odd = early.change()
                .session(early.session()
                        .seen(
                                new SessionStatus("Stopped", "QuotaOfTheDay", List.of(), null),
                                NOW.plusSeconds(300),
                                NOW))
                .done();
        assertThat(Verdict.of(odd).reason()).contains("the service says QuotaOfTheDay");
        assertThat(outcome(odd.change().stoppedAt(NOW.plusSeconds(300)).done())).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_capture_serves_another_if_it_has_evidence_of_half_the_wanted_time() {
        CaptureRecord covered = requested();
        CaptureRecord by =
                endedAt(150, 5_000, null).change().outcome(Outcome.STOPPED).done();
        assertThat(Lifecycle.serves(by, covered)).isTrue();
        assertThat(Lifecycle.serves(by.change().stoppedAt(NOW.plusSeconds(149)).done(), covered))
                .isFalse();
        assertThat(Lifecycle.serves(by.change().stoppedAt(null).done(), covered))
                .isFalse();
        assertThat(Lifecycle.serves(by.change().outcome(Outcome.LOST).done(), covered))
                .isFalse();
        assertThat(Lifecycle.serves(by.change().outcome(null).done(), covered)).isFalse();
        assertThat(Lifecycle.serves(by.change().outcome(Outcome.EMPTY).done(), covered))
                .isTrue();
    }

    // ---- files --------------------------------------------------------------------------------------------------

    @Test
    void several_files_are_counted_together_and_told_apart() {
        Map<CaptureFiles.FoundFile, CaptureFiles.FileReading> readings = new LinkedHashMap<>();
        readings.put(new CaptureFiles.FoundFile("u1", 100, NOW, "e1"), FakeFiles.packets(2));
        readings.put(new CaptureFiles.FoundFile("u2", 50, NOW, "e2"), FakeFiles.garbage());
        readings.put(new CaptureFiles.FoundFile("u3", 30, NOW, "e3"), FakeFiles.cutOff(1, "ends within packet 2"));
        CaptureFile file = FileCount.of(CaptureFile.EXPECTED, readings);
        assertThat(file.bytes()).isEqualTo(180);
        assertThat(file.packets()).isEqualTo(3);
        assertThat(file.sha256()).isNull();
        assertThat(file.problem()).contains("magic number").contains("ends within packet 2");
        assertThat(file.parts()).extracting(CaptureFile.Part::url).containsExactly("u1", "u2", "u3");
    }

    @Test
    void a_file_of_no_bytes_has_no_packets_and_no_problem() {
        CaptureFile file = FileCount.of(
                CaptureFile.EXPECTED, Map.of(new CaptureFiles.FoundFile("u1", 0, NOW, "e1"), FakeFiles.garbage()));
        assertThat(file.packets()).isZero();
        assertThat(file.problem()).isNull();
    }

    // ---- small things -------------------------------------------------------------------------------------------

    @Test
    void a_line_of_the_journal_cannot_be_forged() {
        StringBuilder line = new StringBuilder();
        Journal journal = line::append;
        journal.tell("e", "a", "x\nevent=forged \"q\"", "b", "", "c", "k=v", "d", "plain");
        assertThat(line.toString()).isEqualTo("event=e a=\"x event=forged 'q'\" b=\"\" c=\"k=v\" d=plain");
    }

    @Test
    void a_budget_is_never_negative_and_caps_each_call() {
        MutableClock clock = new MutableClock(NOW);
        TimeBudget budget = TimeBudget.of(clock, Duration.ofSeconds(5));
        assertThat(budget.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(4));
        assertThat(budget.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(1));
        assertThat(budget.hasAtLeast(Duration.ofSeconds(1))).isTrue();
        clock.advance(Duration.ofSeconds(4));
        assertThat(budget.left()).isZero();
    }

    @Test
    void a_failure_of_the_service_is_told_with_status_and_code() {
        ServiceException coded = new ServiceException(
                ServiceException.Kind.FORBIDDEN, 403, "AuthorizationFailed", "no role", null, null);
        assertThat(coded.inWords()).isEqualTo("HTTP 403 AuthorizationFailed: no role");
        assertThat(coded.code()).contains("AuthorizationFailed");
        assertThat(FakeAzure.says(ServiceException.Kind.UNCERTAIN, 0, "reset").inWords())
                .isEqualTo("no answer: reset");
    }

    @Test
    void a_message_of_what_was_never_started_promises_no_file() {
        CaptureRecord expired = LIFECYCLE.expired(LIFECYCLE.sendAgain(starting(), "busy", null, NOW, NOW), NOW);
        Notice notice = NoticeText.of("id", NoticeKind.EXPIRED, NOW, expired);
        assertThat(notice.facts()).extracting(Notice.Fact::label).doesNotContain("File", "File expected at");
        assertThat(notice.next()).singleElement().asString().contains("ALERTCAP_CAPTURE_LIMIT");
    }

    @Test
    void a_session_deleted_unseen_whose_file_was_whole_before_its_time_is_stopped() {
        CaptureRecord seenLate = LIFECYCLE.gone(running(), NOW.plusSeconds(900));
        assertThat(outcome(examinedWithFileOf(seenLate, NOW.plusSeconds(100)))).isEqualTo(Outcome.STOPPED);
        CaptureRecord whole = examinedWithFileOf(seenLate, NOW.plusSeconds(310));
        assertThat(outcome(whole)).isEqualTo(Outcome.COMPLETE);
        assertThat(whole.reason()).isEqualTo("somebody deleted the session; its file came all the same");
    }

    private static CaptureRecord examinedWithFileOf(CaptureRecord collecting, Instant changed) {
        CaptureFiles.FoundFile file = file(900, changed);
        Instant read = NOW.plusSeconds(1_000);
        CaptureRecord examining = LIFECYCLE.found(collecting, List.of(file), null, read);
        return LIFECYCLE.examined(examining, Map.of(file, FakeFiles.packets(7)), read);
    }

    @Test
    void a_session_that_was_never_seen_is_not_believed_to_be_gone_soon_after_its_start() {
        CaptureRecord failed = LIFECYCLE.accepted(
                starting(),
                new PacketCaptureSession("web1-a", "id", "vm", null, null, "Failed", null, null, null, List.of()),
                NOW);
        CaptureRecord soon = LIFECYCLE.sessionAbsent(failed, NOW.plusSeconds(1));
        assertThat(soon.state()).isEqualTo(CaptureState.CLOSING);
        assertThat(soon.nextAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(LIFECYCLE.sessionAbsent(soon, NOW.plusSeconds(60)).state()).isEqualTo(CaptureState.FINISHED);
    }

    @Test
    void a_new_request_is_due_at_once_even_if_the_clock_was_ahead_when_it_was_dated() {
        assertThat(LIFECYCLE.next(requested(), NOW.minusSeconds(1))).isEqualTo(new Step.Admit());
    }
}
