package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.Severity;
import io.alertcap.capture.ServiceException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The life of one capture, from the alert to the message, through everything that may become of it. */
class CaptureLifeTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static CaptureRecord finished(CaptureWorld world, String id) {
        CaptureRecord record = world.finish(id);
        assertThat(world.book().holders()).as("slots").isEmpty();
        assertThat(world.ledger.open()).as("open list").isEmpty();
        assertThat(world.azure.violations()).isEmpty();
        return record;
    }

    private static String started(CaptureWorld world) {
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.STARTED);
        return decision.captureId();
    }

    @Test
    void an_alert_becomes_a_file_and_a_message() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        assertThat(world.azure.calls()).containsExactly("machine", "list", "start");

        CaptureRecord record = finished(world, id);

        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(record.file().state()).isEqualTo(CaptureFile.State.ARRIVED);
        assertThat(record.file().packets()).isEqualTo(42);
        assertThat(record.startedAt()).isNotNull();
        assertThat(record.session().removedAt()).isNotNull();
        assertThat(world.azure.has(record.name())).isFalse();
        assertThat(world.notifier.ids()).containsExactly(id + "-finished");
        Notice notice = world.notifier.arrived().get(0).notice();
        assertThat(notice.headline()).contains("web1").contains("complete");
        assertThat(notice.next()).anyMatch(line -> line.contains("az storage blob download"));
    }

    @Test
    void a_warm_alert_costs_three_calls_of_the_service_and_the_second_within_ten_seconds_two() {
        CaptureWorld world = new CaptureWorld();
        world.deliver("a1", "web1");
        world.azure.forgetCalls();
        world.deliver("a2", "web2");
        assertThat(world.azure.calls()).containsExactly("machine", "start");
    }

    @Test
    void a_resolved_alert_and_what_is_no_machine_are_ignored_without_a_record() {
        CaptureWorld world = new CaptureWorld();
        AlertTarget machine = new AlertTarget.Capturable(CaptureWorld.machine("web1"));
        assertThat(world.deliver(CaptureWorld.alert(
                                "a1", Severity.SEV1, AlertCondition.RESOLVED, Map.of(), List.of(machine)))
                        .kind())
                .isEqualTo(Decision.Kind.IGNORED);
        AlertTarget disk = new AlertTarget.Ignored("/subscriptions/x/disk", "is no machine");
        assertThat(world.deliver(CaptureWorld.alert("a2", Severity.SEV1, AlertCondition.FIRED, Map.of(), List.of(disk)))
                        .reason())
                .isEqualTo("is no machine");
        assertThat(world.ledger.all()).isEmpty();
    }

    @Test
    void a_machine_that_azure_cannot_capture_ends_refused_with_a_message() {
        CaptureWorld world = new CaptureWorld();
        AlertTarget node = new AlertTarget.Refused(CaptureWorld.machine("aks1").id(), "is a node of AKS");
        Decision decision =
                world.deliver(CaptureWorld.alert("a1", Severity.SEV1, AlertCondition.FIRED, Map.of(), List.of(node)));
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(finished(world, decision.captureId()).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(world.notifier.ids()).containsExactly(decision.captureId() + "-refused");
        assertThat(world.azure.calls()).isEmpty();
    }

    @Test
    void a_machine_outside_the_scopes_is_refused_without_a_call() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .scopes("/subscriptions/99999999-2222-3333-4444-555555555555")
                .build());
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason()).contains("ALERTCAP_SCOPES");
        assertThat(world.azure.calls()).isEmpty();
    }

    @Test
    void a_machine_that_is_off_is_refused_with_the_fix() {
        CaptureWorld world = new CaptureWorld();
        world.azure.machine(
                CaptureWorld.machine("web1"), new Machines.NotReady("the machine is deallocated", "start it"));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason()).contains("deallocated").contains("start it");
        assertThat(finished(world, decision.captureId()).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void a_region_without_watcher_is_refused_or_given_one_as_the_owner_allows() {
        CaptureWorld without = new CaptureWorld();
        without.azure.noWatcher(false);
        assertThat(without.deliver("a1", "web1").reason()).contains("az network watcher configure");
        CaptureWorld creating = new CaptureWorld();
        creating.azure.noWatcher(true);
        assertThat(creating.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.STARTED);
    }

    @Test
    void a_region_without_storage_account_is_refused_unless_the_machine_keeps_the_file() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().noStorage().build());
        assertThat(world.deliver("a1", "web1").reason()).contains("ALERTCAP_STORAGE_ACCOUNTS");
    }

    @Test
    void what_may_not_be_read_is_refused_and_what_is_throttled_waits() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("machine", FakeAzure.says(Kind.FORBIDDEN, 403, "no role"));
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.REFUSED);
        world.azure.fail("list", FakeAzure.says(Kind.INVALID, 400, "bad api version"));
        assertThat(world.deliver("a2", "web2").kind()).isEqualTo(Decision.Kind.REFUSED);
        world.azure.fail("machine", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(40)));
        Decision throttled = world.deliver("a3", "web3");
        assertThat(throttled.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.record(throttled.captureId()).nextAt())
                .isAfter(world.clock.instant().plusSeconds(39));
        world.azure.fail("list", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        Decision down = world.deliver("a4", "web4");
        assertThat(down.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.finish(down.captureId()).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    // ---- the session's own ends ---------------------------------------------------------------------------------

    @Test
    void a_session_that_never_leaves_running_is_stopped_and_then_given_up() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.sim(world.record(id).name()).saying("Running", null).neverUploads();
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("has not ended 30 min after its time");
        assertThat(world.azure.count("stop")).isEqualTo(1);
        assertThat(record.stop().by()).isEqualTo("alertcap");
        assertThat(record.finishedAt()).isBefore(CaptureWorld.START.plus(Duration.ofMinutes(40)));
    }

    @Test
    void a_session_that_never_begins_is_given_up() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.sim(world.record(id).name()).saying("NotStarted", null).neverUploads();
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("NotStarted");
    }

    @Test
    void a_status_that_may_not_be_read_ends_the_record_and_keeps_the_slot_until_the_truth_is_known() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        ServiceException forbidden = FakeAzure.says(Kind.FORBIDDEN, 403, "role removed");
        world.azure
                .alwaysFail("status", forbidden)
                .alwaysFail("stop", forbidden)
                .alwaysFail("get", forbidden);
        CaptureRecord record = world.finish(id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("role removed");
        assertThat(record.timeline()).anyMatch(event -> event.event().equals("session left behind"));
        assertThat(world.book().holder(id)).isPresent();
        world.azure.heal();
        world.tick();
        assertThat(world.book().holder(id)).isEmpty();
    }

    @Test
    void an_error_without_a_file_fails_after_ten_minutes() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure
                .sim(world.record(id).name())
                .saying("Error", null, "AgentStopped")
                .neverUploads();
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).isEqualTo("the service reports an error: AgentStopped");
        assertThat(Duration.between(record.stoppedAt(), record.finishedAt())).isLessThan(Duration.ofMinutes(12));
    }

    @Test
    void an_error_with_a_file_fails_keeps_the_file_and_says_so() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.sim(world.record(id).name()).saying("Error", null);
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("no reason given").contains("a file came all the same");
        assertThat(record.file().packets()).isEqualTo(42);
        assertThat(world.notifier.arrived().get(0).notice().next()).anyMatch(line -> line.contains("tcpdump"));
    }

    @Test
    void a_session_whose_setting_up_failed_is_failed_at_once_and_removed() {
        CaptureWorld world = new CaptureWorld();
        world.azure.provisioningFails();
        Decision decision = world.deliver("a1", "web1");
        CaptureRecord record = finished(world, decision.captureId());
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("could not set the session up");
        assertThat(world.azure.has(record.name())).isFalse();
    }

    @Test
    void a_session_deleted_by_somebody_ends_removed_without_a_file() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.clock.advance(Duration.ofSeconds(90));
        world.azure.deletedBySomebody(world.record(id).name());
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.REMOVED);
        assertThat(Duration.between(record.stoppedAt(), record.finishedAt())).isLessThan(Duration.ofMinutes(51));
    }

    @Test
    void a_session_deleted_by_somebody_whose_file_came_is_stopped_and_says_why() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.clock.advance(Duration.ofSeconds(90));
        String path = world.record(id).location().storagePath();
        world.azure.deletedBySomebody(world.record(id).name());
        world.files.write(path, 900, FakeFiles.packets(7));
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(record.reason()).isEqualTo("somebody deleted the session before its time");
    }

    @Test
    void a_404_soon_after_the_start_is_not_believed() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        CaptureRecord record = world.record(id);
        Lifecycle lifecycle = new Lifecycle(world.policy, List.of());
        Instant soon = record.startedAt().plusSeconds(30);
        assertThat(lifecycle.gone(record, soon).state()).isEqualTo(CaptureState.RUNNING);
        assertThat(lifecycle.gone(record, soon.plusSeconds(31)).state()).isEqualTo(CaptureState.COLLECTING);
    }

    // ---- the file -----------------------------------------------------------------------------------------------

    @Test
    void a_file_that_never_comes_is_called_late_once_and_then_lost() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.sim(world.record(id).name()).neverUploads();
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.LOST);
        assertThat(record.reason()).contains("no file at https://captures.blob").doesNotContain("(");
        assertThat(world.notifier.ids()).containsExactly(id + "-late", id + "-finished");
    }

    @Test
    void a_late_file_is_announced_while_it_is_missing_and_taken_in_when_it_comes() {
        CaptureWorld world = new CaptureWorld();
        world.azure.upload(Duration.ofHours(3), 5_000, FakeFiles.packets(3));
        String id = started(world);
        world.run(Duration.ofMinutes(20));
        assertThat(world.record(id).state()).isEqualTo(CaptureState.COLLECTING);
        assertThat(world.notifier.ids()).containsExactly(id + "-late");
        assertThat(finished(world, id).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.notifier.ids()).containsExactly(id + "-late", id + "-finished");
    }

    @Test
    void a_late_message_that_was_not_delivered_is_overtaken_by_the_end() {
        CaptureWorld world = new CaptureWorld();
        world.notifier.down("ops");
        world.azure.upload(Duration.ofMinutes(30), 5_000, FakeFiles.packets(3));
        String id = started(world);
        world.runUntil(id, DAY, record -> record.state() == CaptureState.FINISHED);
        world.notifier.up("ops");
        finished(world, id);
        assertThat(world.notifier.ids()).containsExactly(id + "-finished");
    }

    @Test
    void a_file_with_a_header_only_is_empty_after_some_minutes() {
        CaptureWorld world = new CaptureWorld();
        world.azure.upload(Duration.ofSeconds(5), 24, FakeFiles.packets(0));
        CaptureRecord record = finished(world, started(world));
        assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(Duration.between(record.stoppedAt(), record.finishedAt())).isGreaterThan(Duration.ofMinutes(4));
    }

    @Test
    void a_file_without_packets_but_longer_than_a_header_is_empty_after_some_minutes_as_well() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .wish(new CaptureWish(
                        new CaptureLimits(60, 1_000_000, 0),
                        List.of(new CaptureFilter(Protocol.TCP, null, "443", null, null))))
                .build());
        world.azure.upload(Duration.ofSeconds(5), 200, FakeFiles.packets(0));
        CaptureRecord record = finished(world, started(world));
        assertThat(record.outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(record.reason()).isEqualTo("no packet passed the filters");
        assertThat(Duration.between(record.stoppedAt(), record.finishedAt())).isGreaterThan(Duration.ofMinutes(4));
    }

    @Test
    void a_header_that_is_followed_by_packets_is_not_empty() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(60).build());
        world.azure.upload(Duration.ofSeconds(5), 24, FakeFiles.packets(0));
        String id = started(world);
        world.runUntil(id, DAY, record -> record.file().state() == CaptureFile.State.GROWING);
        world.files.write(world.record(id).location().storagePath(), 4_000, FakeFiles.packets(9));
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(record.file().packets()).isEqualTo(9);
    }

    @Test
    void a_file_that_is_written_to_for_ever_is_read_as_it_is_after_its_deadline() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(60).build());
        String id = started(world);
        world.azure.sim(world.record(id).name()).neverUploads();
        String path = world.record(id).location().storagePath();
        Instant end = world.clock.instant().plus(Duration.ofHours(9));
        while (world.record(id).isOpen() && world.clock.instant().isBefore(end)) {
            world.clock.advance(CaptureWorld.TICK);
            world.files.write(
                    path, 500, FakeFiles.packets(5), world.clock.instant().plusSeconds(20));
            world.tick();
        }
        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void rubbish_in_the_file_is_a_failure_and_says_so() {
        CaptureWorld world = new CaptureWorld();
        world.azure.upload(Duration.ofSeconds(5), 5_000, FakeFiles.garbage());
        CaptureRecord record = finished(world, started(world));
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("not a capture").contains("magic number");
    }

    @Test
    void a_file_cut_in_the_middle_of_a_packet_is_complete_with_a_note() {
        CaptureWorld world = new CaptureWorld();
        world.azure.upload(Duration.ofSeconds(5), 5_000, FakeFiles.cutOff(8, "ends within packet 9"));
        CaptureRecord record = finished(world, started(world));
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(record.reason()).isEqualTo("ends within packet 9");
    }

    @Test
    void a_file_at_its_size_cap_is_truncated() {
        CaptureWorld world =
                new CaptureWorld(CapturePolicies.some().totalBytes(1_000_000).build());
        world.azure.upload(Duration.ofSeconds(5), 995_000, FakeFiles.packets(1_000));
        assertThat(finished(world, started(world)).outcome()).isEqualTo(Outcome.TRUNCATED);
    }

    @Test
    void an_unreachable_account_is_said_and_passes() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.files.unreachable("403 AuthorizationFailure");
        world.run(Duration.ofMinutes(8));
        assertThat(world.record(id).reason()).isEqualTo("403 AuthorizationFailure");
        world.files.unreachable(null);
        assertThat(finished(world, id).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void an_account_that_stays_unreachable_is_named_in_the_outcome() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.files.unreachable("403 AuthorizationFailure");
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.LOST);
        assertThat(record.reason()).contains("(403 AuthorizationFailure)");
    }

    @Test
    void a_file_that_cannot_be_read_is_tried_for_two_hours() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.files.unreadable("connection reset");
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("could not be read: connection reset");
    }

    @Test
    void a_file_that_vanishes_before_it_was_read_is_looked_for_again() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.files.unreadable("connection reset");
        world.runUntil(id, DAY, record -> "connection reset".equals(record.reason()));
        world.files.unreadable(null);
        world.files.delete(world.record(id).location().storagePath());
        world.azure.sim(world.record(id).name()).neverUploads();
        assertThat(finished(world, id).outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void a_path_on_the_machine_is_complete_without_verification() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .noStorage()
                .onMachine("/var/captures/{name}.cap", null)
                .build());
        CaptureRecord record = finished(world, started(world));
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(record.file().state()).isEqualTo(CaptureFile.State.ON_MACHINE);
        assertThat(record.reason()).contains("not verified").contains("/var/captures/" + record.name() + ".cap");
    }

    @Test
    void a_path_on_the_machine_that_ended_early_says_that_it_was_not_verified() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .noStorage()
                .onMachine(null, "C:\\captures\\{name}.cap")
                .build());
        world.azure.machine(CaptureWorld.machine("web1"), new Machines.Ready(CapturePolicies.REGION, "Windows"));
        String id = started(world);
        world.azure.sim(world.record(id).name()).saying("Stopped", "SizeReached");
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(record.reason())
                .contains("or by its size (the service says SizeReached)")
                .contains("not verified");
    }

    @Test
    void both_a_blob_and_a_path_are_told() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .onMachine("/var/captures/{name}.cap", null)
                .build());
        CaptureRecord record = finished(world, started(world));
        assertThat(record.file().state()).isEqualTo(CaptureFile.State.ARRIVED);
        assertThat(record.file().path()).isEqualTo("/var/captures/" + record.name() + ".cap");
        assertThat(world.notifier.arrived().get(0).notice().next()).anyMatch(line -> line.startsWith("On the machine"));
    }

    @Test
    void a_kept_session_stays_visible_for_the_set_time_and_the_message_does_not_wait_for_it() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().keepSession(Duration.ofHours(2)).build());
        String id = started(world);
        world.run(Duration.ofHours(1));
        CaptureRecord waiting = world.record(id);
        assertThat(waiting.state()).isEqualTo(CaptureState.CLOSING);
        assertThat(world.notifier.ids()).containsExactly(id + "-finished");
        assertThat(world.azure.has(waiting.name())).isTrue();
        assertThat(world.book().stopped()).hasSize(1);
        assertThat(world.book().holders()).isEmpty();
        CaptureRecord record = finished(world, id);
        assertThat(world.azure.has(record.name())).isFalse();
        assertThat(world.book().stopped()).isEmpty();
    }

    @Test
    void a_session_that_cannot_be_removed_is_left_behind_after_a_day() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.alwaysFail("remove", FakeAzure.says(Kind.BUSY, 409, "in progress"));
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(record.timeline()).anyMatch(event -> event.event().equals("session left behind"));
    }

    @Test
    void a_name_that_belongs_to_somebody_else_by_now_is_left_alone() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.azure.deletedBySomebody(world.record(id).name());
        world.azure.foreign(world.record(id).name(), "/subscriptions/other/vm").saying("Stopped", "TimeExceeded");
        world.files.write(world.record(id).location().storagePath(), 900, FakeFiles.packets(1));
        CaptureRecord record = finished(world, id);
        assertThat(world.azure.has(record.name())).isTrue();
        assertThat(record.timeline()).anyMatch(event -> event.detail().contains("left alone"));
    }

    // ---- messages -----------------------------------------------------------------------------------------------

    @Test
    void a_destination_that_is_down_and_comes_back_gets_its_message_once() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().build(), "ops", "chat");
        world.notifier.down("chat");
        String id = started(world);
        world.run(Duration.ofHours(1));
        CaptureRecord waiting = world.record(id);
        assertThat(waiting.state()).isEqualTo(CaptureState.FINISHED);
        assertThat(waiting.isOpen()).isTrue();
        TickReport report = world.tick();
        assertThat(report.messagesWaiting()).isEqualTo(1);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("messages to chat do not arrive"));
        assertThat(world.ledger.lastTick()).contains(report);
        world.notifier.up("chat");
        finished(world, id);
        assertThat(world.notifier.arrived())
                .extracting(RecordingNotifier.Arrived::destination)
                .containsExactly("ops", "chat");
        assertThat(world.notifier.ids()).containsOnly(id + "-finished");
    }

    @Test
    void a_destination_that_stays_down_is_given_up_after_a_day() {
        CaptureWorld world = new CaptureWorld();
        world.notifier.down("ops");
        CaptureRecord record = finished(world, started(world));
        assertThat(record.messages()).singleElement().extracting(Message::state).isEqualTo(Message.State.ABANDONED);
        assertThat(Duration.between(record.finishedAt(), world.clock.instant())).isLessThan(Duration.ofHours(25));
    }

    @Test
    void a_destination_that_was_taken_out_of_the_settings_is_given_up_too() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.ledger.edit(
                id,
                record -> record.change()
                        .messages(List.of(new Message(
                                id + "-late",
                                NoticeKind.LATE,
                                "gone",
                                Message.State.WAITING,
                                0,
                                world.clock.instant(),
                                world.clock.instant(),
                                null)))
                        .done());
        CaptureRecord record = finished(world, id);
        assertThat(record.messages())
                .extracting(Message::state)
                .containsExactly(Message.State.ABANDONED, Message.State.DELIVERED);
    }

    // ---- stops --------------------------------------------------------------------------------------------------

    private static void wishStop(CaptureWorld world, String id) {
        Lifecycle lifecycle = new Lifecycle(world.policy, world.notifier.destinations());
        world.ledger.edit(id, record -> lifecycle.stopWished(record, "anna", "seen enough", world.clock.instant()));
    }

    @Test
    void a_stop_is_carried_out_in_the_next_round_and_names_who_wanted_it() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.run(Duration.ofMinutes(1));
        wishStop(world, id);
        wishStop(world, id);
        world.tick();
        CaptureRecord record = finished(world, id);
        assertThat(record.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(record.reason()).isEqualTo("stopped by anna: seen enough");
        assertThat(world.azure.count("stop")).isEqualTo(1);
    }

    @Test
    void a_stop_of_a_long_capture_that_takes_a_while_is_noticed_soon_and_not_at_its_planned_end() {
        CaptureWorld world =
                new CaptureWorld(CapturePolicies.some().seconds(3_600).build());
        String id = started(world);
        world.run(Duration.ofMinutes(10));
        wishStop(world, id);
        world.azure.sim(world.record(id).name()).saying("Running", null);
        world.run(Duration.ofMinutes(1));
        assertThat(world.record(id).stop().sentAt()).isNotNull();
        world.azure.sim(world.record(id).name()).saying("Stopped", "Manual");
        world.run(Duration.ofMinutes(2));
        assertThat(world.record(id).stoppedAt()).isNotNull();
    }

    @Test
    void a_stop_that_is_throttled_is_sent_again_soon() {
        CaptureWorld world =
                new CaptureWorld(CapturePolicies.some().seconds(3_600).build());
        String id = started(world);
        world.run(Duration.ofMinutes(10));
        wishStop(world, id);
        world.azure.fail("stop", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(20)));
        world.run(Duration.ofMinutes(2));
        assertThat(world.record(id).stoppedAt()).isNotNull();
    }

    @Test
    void a_stop_written_while_the_start_is_unsure_is_carried_out_as_soon_as_the_session_is_found() {
        CaptureWorld world = new CaptureWorld();
        world.azure.loseAnswer("start").fail("get", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.ACCEPTED);
        wishStop(world, decision.captureId());
        world.clock.advance(Duration.ofSeconds(15));
        world.tick();
        assertThat(world.record(decision.captureId()).stop().sentAt()).isNotNull();
        assertThat(finished(world, decision.captureId()).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void a_stop_written_while_it_waits_ends_it_without_a_start() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("machine", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofMinutes(5)));
        Decision decision = world.deliver("a1", "web1");
        wishStop(world, decision.captureId());
        world.tick();
        CaptureRecord record = finished(world, decision.captureId());
        assertThat(record.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(record.reason()).isEqualTo("stopped before it was started by anna: seen enough");
        assertThat(world.azure.started()).isEmpty();
    }

    @Test
    void a_stop_comes_too_late_for_what_has_ended() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.runUntil(id, DAY, record -> record.state() == CaptureState.FINISHED);
        wishStop(world, id);
        assertThat(world.record(id).stop()).isNull();
    }

    @Test
    void a_session_that_was_deleted_when_the_stop_came_is_not_stopped() {
        CaptureWorld world = new CaptureWorld();
        String id = started(world);
        world.run(Duration.ofMinutes(2));
        world.azure.deletedBySomebody(world.record(id).name());
        wishStop(world, id);
        world.tick();
        assertThat(world.azure.count("stop")).isZero();
        assertThat(world.record(id).session().isGone()).isTrue();
    }

    @Test
    void an_outcome_does_not_hang_on_a_clock_that_is_ahead_at_the_agent() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(60).build());
        String id = started(world);
        Lifecycle lifecycle = new Lifecycle(world.policy, List.of());
        CaptureRecord record = world.record(id);
        Instant now = record.startedAt().plusSeconds(2);
        CaptureRecord seen =
                lifecycle.status(record, new SessionStatus("Running", null, List.of(), now.plusSeconds(300)), now);
        assertThat(seen.session().expectedEnd()).isEqualTo(now.plusSeconds(60));
    }
}
