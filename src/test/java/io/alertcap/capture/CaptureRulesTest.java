package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.Alert;
import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Severity;
import io.alertcap.capture.ServiceException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Captures among each other and among those of others: one per alert and machine, the limit, names, requests that fail. */
class CaptureRulesTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static String idOf(CaptureWorld world, String alertId, String machine) {
        return world.deliver(alertId, machine).captureId();
    }

    private static void sane(CaptureWorld world) {
        assertThat(world.book().holders()).as("slots").isEmpty();
        assertThat(world.ledger.open()).as("open list").isEmpty();
        assertThat(world.azure.violations()).isEmpty();
        assertThat(world.azure.started()).doesNotHaveDuplicates();
        for (CaptureRecord record : world.ledger.all()) {
            assertThat(record.outcome()).isNotNull();
            assertThat(world.notifier.ids().stream()
                            .filter(id -> id.startsWith(record.id()) && !id.endsWith("late"))
                            .distinct())
                    .as("messages of %s", record.id())
                    .hasSize(1);
        }
    }

    private static void finishAll(CaptureWorld world) {
        world.ledger.all().forEach(record -> world.finish(record.id()));
        sane(world);
    }

    // ---- one capture per alert and machine ----------------------------------------------------------------------

    @Test
    void four_deliveries_at_once_on_four_hosts_are_one_capture_with_one_id() throws Exception {
        for (int round = 0; round < 30; round++) {
            CaptureWorld world = new CaptureWorld();
            Alert alert = CaptureWorld.alert("a" + round, "web1");
            List<Decision> decisions = atOnce(world, List.of(alert, alert, alert, alert));
            assertThat(decisions)
                    .extracting(Decision::captureId)
                    .containsOnly(decisions.get(0).captureId());
            assertThat(decisions)
                    .extracting(Decision::kind)
                    .containsExactlyInAnyOrder(
                            Decision.Kind.STARTED,
                            Decision.Kind.DUPLICATE,
                            Decision.Kind.DUPLICATE,
                            Decision.Kind.DUPLICATE);
            assertThat(world.azure.count("start")).isEqualTo(1);
        }
    }

    @Test
    void eight_machines_at_once_on_eight_hosts_stay_within_the_limit() throws Exception {
        for (int round = 0; round < 20; round++) {
            CaptureWorld world =
                    new CaptureWorld(CapturePolicies.some().limit(3).build());
            List<Alert> alerts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                alerts.add(CaptureWorld.alert("a" + i, "web" + i));
            }
            List<Decision> decisions = atOnce(world, alerts);
            assertThat(decisions.stream().filter(one -> one.kind() == Decision.Kind.STARTED))
                    .hasSize(3);
            assertThat(world.azure.running()).isEqualTo(3);
        }
    }

    private static List<Decision> atOnce(CaptureWorld world, List<Alert> alerts) throws Exception {
        ExecutorService hosts = Executors.newFixedThreadPool(alerts.size());
        try {
            CyclicBarrier barrier = new CyclicBarrier(alerts.size());
            List<Future<Decision>> answers = new ArrayList<>();
            for (Alert alert : alerts) {
                Captures host = world.newHost();
                Callable<Decision> delivery = () -> {
                    barrier.await();
                    return host.intake()
                            .receive(alert, "{}", AlertIntake.Sender.UNNAMED, world.webhook())
                            .decisions()
                            .get(0);
                };
                answers.add(hosts.submit(delivery));
            }
            List<Decision> decisions = new ArrayList<>();
            for (Future<Decision> answer : answers) {
                decisions.add(answer.get());
            }
            return decisions;
        } finally {
            hosts.shutdownNow();
        }
    }

    @Test
    void a_redelivery_finds_the_finished_capture_too() {
        CaptureWorld world = new CaptureWorld();
        String id = idOf(world, "a1", "web1");
        world.finish(id);
        Decision again = world.deliver("a1", "web1");
        assertThat(again.kind()).isEqualTo(Decision.Kind.DUPLICATE);
        assertThat(again.reason()).contains("finished (complete)");
        world.tick();
        assertThat(world.azure.started()).hasSize(1);
        sane(world);
    }

    @Test
    void a_record_says_who_posted_its_alert_where_that_is_known() {
        CaptureWorld world = new CaptureWorld();
        world.newHost()
                .intake()
                .receive(
                        CaptureWorld.alert("a1", "web1"),
                        "{}",
                        new AlertIntake.Sender(Trigger.Kind.ALERT, "Azure Monitor, by Entra ID"),
                        world.webhook());
        world.deliver("a2", "web2");

        assertThat(world.ledger.all())
                .extracting(record -> record.timeline().stream()
                        .filter(event -> event.event().equals("posted"))
                        .map(TimelineEvent::detail)
                        .toList())
                .containsExactlyInAnyOrder(List.of("by Azure Monitor, by Entra ID"), List.of());
        finishAll(world);
    }

    @Test
    void an_alert_about_several_machines_captures_each() {
        CaptureWorld world = new CaptureWorld();
        AlertIntake.Answer answer =
                world.receive(CaptureWorld.alert("a1", Severity.SEV2, Map.of(), "web1", "web2", "web3"));
        assertThat(answer.decisions()).extracting(Decision::kind).containsOnly(Decision.Kind.STARTED);
        assertThat(answer.decisions()).extracting(Decision::captureId).doesNotHaveDuplicates();
        finishAll(world);
    }

    @Test
    void what_was_asked_and_not_obeyed_is_in_the_answer_and_in_the_message() {
        CaptureWorld world = new CaptureWorld();
        AlertIntake.Answer answer =
                world.receive(CaptureWorld.alert("a1", Severity.SEV2, Map.of("captureSeconds", "999999"), "web1"));
        assertThat(answer.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.field()).isEqualTo("customProperties.captureSeconds"));
        finishAll(world);
        assertThat(world.notifier.arrived().get(0).notice().facts())
                .anyMatch(fact ->
                        fact.label().equals("Not as asked") && fact.value().contains("999999"));
    }

    @Test
    void three_rules_about_one_machine_within_a_minute_are_one_capture_and_three_records_that_name_each_other() {
        CaptureWorld world = new CaptureWorld();
        String first = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(20));
        Decision second = world.deliver("a2", "web1");
        world.clock.advance(Duration.ofSeconds(20));
        Decision third = world.deliver("a3", "web1");
        assertThat(second.kind()).isEqualTo(Decision.Kind.COVERED);
        assertThat(third.kind()).isEqualTo(Decision.Kind.COVERED);
        finishAll(world);
        assertThat(world.azure.started()).hasSize(1);
        assertThat(world.record(first).covers()).containsExactly(second.captureId(), third.captureId());
        for (Decision covered : List.of(second, third)) {
            CaptureRecord record = world.record(covered.captureId());
            assertThat(record.outcome()).isEqualTo(Outcome.COVERED);
            assertThat(record.coveredBy()).isEqualTo(first);
            assertThat(record.file().packets()).isEqualTo(42);
        }
    }

    @Test
    void a_covering_capture_that_fails_lets_the_covered_one_start_its_own() {
        CaptureWorld world = new CaptureWorld();
        String first = idOf(world, "a1", "web1");
        String second = idOf(world, "a2", "web1");
        world.azure
                .sim(world.record(first).name())
                .saying("Error", null, "AgentStopped")
                .neverUploads();
        assertThat(world.record(second).coveredBy()).isEqualTo(first);
        // The status that makes it cover was "Running" a moment ago.
        finishAll(world);
        assertThat(world.record(first).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(world.record(second).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.started()).hasSize(2);
    }

    @Test
    void a_covering_capture_that_was_stopped_too_early_does_not_serve() {
        CaptureWorld world = new CaptureWorld();
        String first = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(60));
        String second = idOf(world, "a2", "web1");
        world.clock.advance(Duration.ofSeconds(60));
        world.ledger.edit(
                first,
                record -> new Lifecycle(world.policy, List.of())
                        .stopWished(record, "anna", "enough", world.clock.instant()));
        finishAll(world);
        assertThat(world.record(first).outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(world.record(second).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_covering_capture_whose_record_is_gone_or_unreadable_does_not_keep_the_covered_one_waiting() {
        for (boolean deleted : List.of(true, false)) {
            CaptureWorld world = new CaptureWorld();
            String first = idOf(world, "a1", "web1");
            String second = idOf(world, "a2", "web1");
            assertThat(world.record(second).coveredBy()).isEqualTo(first);
            if (deleted) {
                world.ledger.delete(first);
            } else {
                world.ledger.spoil(first);
            }
            CaptureRecord record = world.finish(second);
            assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        }
    }

    @Test
    void a_capture_that_is_too_narrow_or_ends_too_soon_does_not_cover() {
        CaptureWorld world = new CaptureWorld();
        idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(200));
        Decision late = world.deliver("a2", "web1");
        assertThat(late.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(late.reason()).contains("too narrow or ends too soon");
        finishAll(world);
        assertThat(world.azure.started()).hasSize(2);

        CaptureWorld narrow = new CaptureWorld();
        narrow.deliver(
                CaptureWorld.alert("a1", Severity.SEV2, Map.of("captureFilters", "[{\"protocol\":\"TCP\"}]"), "web1"));
        assertThat(narrow.deliver("a2", "web1").kind()).isEqualTo(Decision.Kind.QUEUED);
        finishAll(narrow);
    }

    @Test
    void the_capture_of_an_instance_does_not_cover_an_alert_for_another_or_for_the_whole_scale_set() {
        CaptureWorld world = new CaptureWorld();
        assertThat(world.deliver(ofScaleSet("a1", "0")).kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(world.deliver(ofScaleSet("a2", "1")).kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.deliver(ofScaleSet("a3")).kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.deliver(ofScaleSet("a4", "0")).kind()).isEqualTo(Decision.Kind.COVERED);
        finishAll(world);
        assertThat(world.azure.started()).hasSizeGreaterThan(1);
    }

    private static Alert ofScaleSet(String alertId, String... instances) {
        MachineTarget target = new MachineTarget(
                CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                        + "/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/shop"),
                List.of(instances));
        return CaptureWorld.alert(
                alertId, Severity.SEV2, AlertCondition.FIRED, Map.of(), List.of(new AlertTarget.Capturable(target)));
    }

    @Test
    void a_capture_that_is_not_seen_running_now_does_not_cover() {
        CaptureWorld world = new CaptureWorld();
        String first = idOf(world, "a1", "web1");
        world.azure.sim(world.record(first).name()).saying("NotStarted", null);
        assertThat(world.deliver("a2", "web1").kind()).isEqualTo(Decision.Kind.QUEUED);
        world.azure.alwaysFail("status", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        assertThat(world.deliver("a3", "web1").kind()).isEqualTo(Decision.Kind.QUEUED);
    }

    @Test
    void two_captures_of_one_machine_are_possible_where_the_owner_says_so() {
        CaptureWorld world =
                new CaptureWorld(CapturePolicies.some().perMachine(2).build());
        idOf(world, "a1", "web1");
        idOf(world, "a2", "web1");
        assertThat(world.azure.started()).hasSize(2);
        assertThat(world.deliver("a3", "web1").kind()).isEqualTo(Decision.Kind.COVERED);
        finishAll(world);
    }

    // ---- the limit ----------------------------------------------------------------------------------------------

    @Test
    void at_the_limit_an_alert_waits_and_is_captured_when_a_slot_is_free() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        idOf(world, "a1", "web1");
        Decision waiting = world.deliver("a2", "web2");
        assertThat(waiting.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(waiting.reason()).contains("1 of 1 captures (1 ours, 0 of others)");
        finishAll(world);
        assertThat(world.record(waiting.captureId()).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_queue_for_slots_of_ours_asks_azure_about_one_machine_of_it_in_a_round() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        idOf(world, "a0", "web0");
        List<String> waiting = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> idOf(world, "a" + i, "web" + i))
                .toList();
        world.clock.advance(CaptureWorld.TICK);
        world.azure.forgetCalls();

        world.tick();

        assertThat(world.azure.count("machine")).isEqualTo(1);
        assertThat(world.azure.count("list")).isEqualTo(1);
        assertThat(waiting)
                .extracting(id -> world.record(id).attempts())
                .as("every one of them tried again")
                .containsOnly(2);
        finishAll(world);
        sane(world);
    }

    @Test
    void where_others_hold_slots_a_queue_finds_out_whether_they_still_do() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        world.azure.foreign("portal", "/subscriptions/x/vm", Duration.ofSeconds(20));
        String waiting = idOf(world, "a1", "web1");

        world.clock.advance(CaptureWorld.TICK);
        world.tick();

        assertThat(world.record(waiting).state()).isEqualTo(CaptureState.RUNNING);
    }

    @Test
    void what_waits_past_its_worth_expires_and_says_what_it_waited_for() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .limit(1)
                .queueTimeout(Duration.ofMinutes(5))
                .build());
        world.azure.foreign("portal", "/subscriptions/x/vm");
        Decision waiting = world.deliver("a1", "web1");
        CaptureRecord record = world.finish(waiting.captureId());
        assertThat(record.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(record.reason()).contains("not started within 5 min").contains("0 ours, 1 of others");
        assertThat(Duration.between(record.createdAt(), record.finishedAt())).isLessThan(Duration.ofMinutes(6));
        sane(world);
    }

    @Test
    void at_the_limit_an_alert_is_refused_where_the_owner_says_so() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().limit(1).atLimit(AtLimit.REFUSE).build());
        idOf(world, "a1", "web1");
        assertThat(world.deliver("a2", "web2").kind()).isEqualTo(Decision.Kind.REFUSED);
        finishAll(world);
    }

    @Test
    void a_grave_alert_preempts_our_oldest_less_grave_capture_whose_message_says_so() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().limit(2).atLimit(AtLimit.PREEMPT).build());
        String oldest = world.deliver(CaptureWorld.alert("a1", Severity.SEV3, Map.of(), "web1"))
                .captureId();
        world.clock.advance(Duration.ofSeconds(5));
        String younger = world.deliver(CaptureWorld.alert("a2", Severity.SEV3, Map.of(), "web2"))
                .captureId();
        world.clock.advance(Duration.ofSeconds(30));
        Decision grave = world.deliver(CaptureWorld.alert("a3", Severity.SEV0, Map.of(), "web3"));
        assertThat(grave.kind()).isEqualTo(Decision.Kind.QUEUED);
        world.run(Duration.ofMinutes(2));
        assertThat(world.record(grave.captureId()).state()).isEqualTo(CaptureState.RUNNING);
        finishAll(world);
        assertThat(world.record(oldest).outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(world.record(oldest).reason())
                .contains("to make room for Sev0")
                .contains(grave.captureId());
        assertThat(world.record(oldest).file().packets()).isEqualTo(42);
        assertThat(world.record(younger).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void nobody_of_the_same_severity_and_nobody_foreign_is_preempted() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().limit(2).atLimit(AtLimit.PREEMPT).build());
        world.azure.foreign("portal", "/subscriptions/x/vm");
        idOf(world, "a1", "web1");
        assertThat(world.deliver("a2", "web2").reason()).contains("none of ours is less grave");
        world.tick();
        assertThat(world.azure.count("stop")).isZero();
    }

    @Test
    void two_grave_alerts_preempt_two_captures_and_each_only_one() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().limit(2).atLimit(AtLimit.PREEMPT).build());
        world.deliver(CaptureWorld.alert("a1", Severity.SEV3, Map.of(), "web1"));
        world.deliver(CaptureWorld.alert("a2", Severity.SEV3, Map.of(), "web2"));
        world.clock.advance(Duration.ofSeconds(30));
        world.deliver(CaptureWorld.alert("a3", Severity.SEV0, Map.of(), "web3"));
        world.deliver(CaptureWorld.alert("a4", Severity.SEV1, Map.of(), "web4"));
        finishAll(world);
        assertThat(world.ledger.all())
                .extracting(CaptureRecord::outcome)
                .containsExactlyInAnyOrder(Outcome.STOPPED, Outcome.STOPPED, Outcome.COMPLETE, Outcome.COMPLETE);
    }

    @Test
    void a_foreign_session_that_has_stopped_counts_no_more_once_it_was_asked_for() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        world.azure.foreign("old", "/subscriptions/x/vm").saying("Stopped", "TimeExceeded");
        Decision waiting = world.deliver("a1", "web1");
        assertThat(waiting.kind()).as("the webhook has no time to ask").isEqualTo(Decision.Kind.QUEUED);
        world.run(Duration.ofMinutes(1));
        assertThat(world.record(waiting.captureId()).state()).isEqualTo(CaptureState.RUNNING);
    }

    @Test
    void a_foreign_session_that_cannot_be_asked_for_goes_on_counting() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        world.azure.foreign("old", "/subscriptions/x/vm").saying("Stopped", "TimeExceeded");
        world.azure.alwaysFail("status", FakeAzure.says(Kind.FORBIDDEN, 403, "no"));
        String id = idOf(world, "a1", "web1");
        world.run(Duration.ofMinutes(2));
        assertThat(world.record(id).state()).isEqualTo(CaptureState.QUEUED);
    }

    @Test
    void two_that_were_throttled_and_then_overtaken_by_a_foreign_capture_do_not_wait_for_each_others_slot() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(2).build());
        ServiceException slowDown = FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(20));
        world.azure.fail("start", slowDown).fail("start", slowDown);
        String first = idOf(world, "a1", "web1");
        String second = idOf(world, "a2", "web2");
        assertThat(world.book().holders()).hasSize(2);
        world.azure.foreign("portal", "/subscriptions/x/vm");
        world.run(Duration.ofMinutes(2));
        assertThat(List.of(world.record(first).state(), world.record(second).state()))
                .contains(CaptureState.RUNNING, CaptureState.QUEUED);
        assertThat(world.azure.running()).isEqualTo(2);
    }

    @Test
    void azures_own_limit_is_waited_for_or_refused_as_the_owner_says() {
        CaptureWorld waiting = new CaptureWorld();
        waiting.azure.limit(0);
        Decision queued = waiting.deliver("a1", "web1");
        assertThat(queued.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(queued.reason()).contains("Azure's own limit");
        waiting.azure.limit(1);
        finishAll(waiting);
        CaptureWorld refusing =
                new CaptureWorld(CapturePolicies.some().atLimit(AtLimit.REFUSE).build());
        refusing.azure.limit(0);
        assertThat(refusing.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.REFUSED);
        finishAll(refusing);
    }

    // ---- names --------------------------------------------------------------------------------------------------

    private static CaptureWorld fixedName(OnNameConflict conflict) {
        return new CaptureWorld(
                CapturePolicies.some().name("tutorial", conflict).build());
    }

    @Test
    void a_taken_name_gets_the_id_by_default() {
        CaptureWorld world = fixedName(OnNameConflict.UNIQUE);
        world.azure.foreign("Tutorial", "/subscriptions/x/vm");
        String id = idOf(world, "a1", "web1");
        assertThat(world.record(id).name()).isEqualTo("tutorial-" + id);
        String other = idOf(world, "a2", "web2");
        assertThat(world.record(other).name()).isEqualTo("tutorial-" + other);
        finishAll(world);
        assertThat(world.azure.has("tutorial")).isTrue();
    }

    @Test
    void when_even_the_unique_name_is_taken_a_number_follows() {
        CaptureWorld world = fixedName(OnNameConflict.UNIQUE);
        String id = CaptureId.of(CaptureWorld.alert("a1", "web1").instanceKey(CaptureWorld.machine("web1")));
        world.azure.foreign("tutorial", "x");
        world.azure.foreign("tutorial-" + id, "x");
        world.azure.foreign("tutorial-" + id + ".2", "x");
        world.deliver("a1", "web1");
        assertThat(world.record(id).name()).isEqualTo("tutorial-" + id + ".3");
    }

    @Test
    void no_name_at_all_makes_it_wait() {
        CaptureWorld world = fixedName(OnNameConflict.UNIQUE);
        String id = CaptureId.of(CaptureWorld.alert("a1", "web1").instanceKey(CaptureWorld.machine("web1")));
        world.azure.foreign("tutorial", "x");
        world.azure.foreign("tutorial-" + id, "x");
        for (int i = 2; i < 10; i++) {
            world.azure.foreign("tutorial-" + id + "." + i, "x");
        }
        assertThat(world.deliver("a1", "web1").reason()).contains("every name like");
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECT", "REPLACE"})
    void a_name_that_is_foreign_ends_the_request_and_is_left_alone(OnNameConflict conflict) {
        CaptureWorld world = fixedName(conflict);
        world.azure.foreign("tutorial", "/subscriptions/x/vm7");
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason()).contains("/subscriptions/x/vm7").contains("not ours");
        finishAll(world);
        assertThat(world.azure.has("tutorial")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"REJECT", "REPLACE"})
    void a_name_that_is_running_for_another_machine_ends_the_request(OnNameConflict conflict) {
        CaptureWorld world = fixedName(conflict);
        String first = idOf(world, "a1", "web1");
        Decision decision = world.deliver("a2", "web2");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason()).contains("our capture " + first).contains("virtualMachines/web1");
        finishAll(world);
    }

    @Test
    void captures_that_wait_for_one_name_ask_for_the_list_once_a_round() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .name("tutorial", OnNameConflict.REPLACE)
                .perMachine(9)
                .seconds(60)
                .build());
        String first = idOf(world, "a1", "web1");
        world.azure.upload(Duration.ofHours(1), 900, FakeFiles.packets(7));
        world.runUntil(first, DAY, record -> record.state() == CaptureState.COLLECTING);
        for (int i = 2; i < 6; i++) {
            assertThat(world.deliver("a" + i, "web1").reason()).contains("whose file is not safe yet");
        }
        world.clock.advance(Duration.ofMinutes(1));
        world.azure.forgetCalls();
        world.tick();
        assertThat(world.azure.count("list")).isEqualTo(1);
    }

    @Test
    void a_running_capture_of_the_same_machine_is_not_replaced() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .name("tutorial", OnNameConflict.REPLACE)
                .perMachine(2)
                .build());
        idOf(world, "a1", "web1");
        assertThat(world.deliver("a2", "web1").reason()).contains("a running capture is not replaced");
    }

    @Test
    void our_own_stopped_capture_of_the_machine_is_replaced_once_its_file_is_safe() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .name("tutorial", OnNameConflict.REPLACE)
                .keepSession(Duration.ofHours(5))
                .seconds(60)
                .build());
        world.azure.upload(Duration.ofMinutes(1), 5_000, FakeFiles.packets(42));
        String first = idOf(world, "a1", "web1");
        world.runUntil(first, DAY, record -> record.state() == CaptureState.COLLECTING);
        Decision second = world.deliver("a2", "web1");
        assertThat(second.reason()).contains("file is not safe yet");
        world.run(Duration.ofMinutes(2));
        assertThat(world.record(second.captureId()).state()).isEqualTo(CaptureState.RUNNING);
        assertThat(world.record(first).session().removedAt()).isNotNull();
        finishAll(world);
        assertThat(world.azure.started()).hasSize(2);
    }

    /** Else the first one's removal, repeated because its answer was lost, would end the second one while it runs. */
    @Test
    void captures_on_the_machine_only_that_have_one_name_are_not_taken_for_each_other() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .noStorage()
                .onMachine("/var/captures/{name}.cap", null)
                .name("tutorial", OnNameConflict.REPLACE)
                .build());
        String first = idOf(world, "a1", "web1");
        finishAll(world);
        String second = idOf(world, "a2", "web1");

        CaptureRecord earlier = world.record(first);
        CaptureRecord later = world.record(second);
        assertThat(later.state()).isEqualTo(CaptureState.RUNNING);
        assertThat(later.name()).isEqualTo(earlier.name());
        assertThat(later.location().filePath())
                .isEqualTo("/var/captures/tutorial-" + second + ".cap")
                .isNotEqualTo(earlier.location().filePath());
        PacketCaptureSession session = world.azure
                .session(world.azure.watcher(), "tutorial", world.timer().budget())
                .orElseThrow();
        assertThat(SessionSteps.isOurs(later, session)).isTrue();
        assertThat(SessionSteps.isOurs(earlier, session)).isFalse();
    }

    @Test
    void our_own_stopped_capture_of_another_machine_is_not_replaced() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some()
                .name("tutorial", OnNameConflict.REPLACE)
                .keepSession(Duration.ofHours(5))
                .build());
        String first = idOf(world, "a1", "web1");
        world.runUntil(first, DAY, record -> record.state() == CaptureState.CLOSING);
        assertThat(world.deliver("a2", "web2").reason()).contains("only a capture of the same machine");
    }

    // ---- the request --------------------------------------------------------------------------------------------

    @Test
    void a_429_is_sent_again_after_the_time_that_was_asked_for_and_not_before() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("start", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(50)));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.azure.count("get")).isZero();
        world.clock.advance(Duration.ofSeconds(45));
        world.tick();
        assertThat(world.azure.count("start")).isEqualTo(1);
        finishAll(world);
        assertThat(world.azure.count("start")).isEqualTo(2);
    }

    @Test
    void a_conflict_without_a_session_is_tried_again() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("start", FakeAzure.says(Kind.BUSY, 409, "another operation is in progress"));
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.QUEUED);
        finishAll(world);
    }

    @Test
    void a_request_that_is_refused_fails_in_the_services_words() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("start", FakeAzure.says(Kind.INVALID, 400, "the agent is not installed"));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        finishAll(world);
        CaptureRecord record = world.record(decision.captureId());
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("would not start it").contains("the agent is not installed");
    }

    @Test
    void a_lost_answer_to_an_accepted_request_is_found_again_at_once() {
        CaptureWorld world = new CaptureWorld();
        world.azure.loseAnswer("start");
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.STARTED);
        finishAll(world);
        assertThat(world.azure.count("start")).isEqualTo(1);
    }

    @Test
    void a_lost_request_is_sent_again_only_when_it_cannot_land_any_more() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("start", FakeAzure.says(Kind.UNCERTAIN, 0, "timed out"));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.ACCEPTED);
        world.clock.advance(Duration.ofSeconds(40));
        world.tick();
        assertThat(world.azure.count("start")).isEqualTo(1);
        finishAll(world);
        assertThat(world.azure.count("start")).isEqualTo(2);
        assertThat(world.record(decision.captureId()).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_500_to_an_accepted_request_that_is_found_late_ran_its_time_all_the_same() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(10).build());
        world.azure.loseAnswer("start").alwaysFail("get", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        String id = idOf(world, "a1", "web1");
        world.run(Duration.ofMinutes(2));
        world.azure.heal();
        finishAll(world);
        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_name_that_turns_out_to_exist_and_is_ours_is_our_capture() {
        CaptureWorld world = new CaptureWorld();
        world.azure.loseAnswer("start").fail("get", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        String id = idOf(world, "a1", "web1");
        world.azure.fail("start", FakeAzure.says(Kind.EXISTS, 409, "exists"));
        finishAll(world);
        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.started()).hasSize(1);
    }

    @Test
    void a_name_that_somebody_takes_between_the_list_and_the_request_is_left_to_them() {
        for (OnNameConflict conflict : OnNameConflict.values()) {
            CaptureWorld world = fixedName(conflict);
            world.deliver("a0", "web0");
            world.finish(world.ledger.all().get(0).id());
            world.effects(new Effects() {
                @Override
                public void before(String effect) {
                    if (effect.equals("start") && !world.azure.has("tutorial")) {
                        world.azure.foreign("tutorial", "/subscriptions/x/vm7");
                    }
                }
            });
            Decision decision = world.deliver("a1", "web1");
            assertThat(decision.kind())
                    .isEqualTo(conflict == OnNameConflict.UNIQUE ? Decision.Kind.STARTED : Decision.Kind.REFUSED);
            finishAll(world);
            assertThat(world.azure.has("tutorial")).isTrue();
        }
    }

    @Test
    void a_name_that_somebody_takes_while_our_request_may_still_land_is_not_changed_before_it_cannot() {
        CaptureWorld world = fixedName(OnNameConflict.UNIQUE);
        world.azure.fail("start", FakeAzure.says(Kind.UNCERTAIN, 0, "timed out"));
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.equals("get") && !world.azure.has("tutorial")) {
                    world.azure.foreign("tutorial", "/subscriptions/x/vm7");
                }
            }
        });
        String id = idOf(world, "a1", "web1");
        assertThat(world.record(id).name()).isEqualTo("tutorial");
        assertThat(world.record(id).state()).isEqualTo(CaptureState.STARTING);
        finishAll(world);
        assertThat(world.record(id).name()).isEqualTo("tutorial-" + id);
    }

    @Test
    void a_name_that_exists_but_is_not_there_is_tried_again() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("start", FakeAzure.says(Kind.EXISTS, 409, "being deleted"));
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.QUEUED);
        finishAll(world);
    }

    @Test
    void a_start_of_which_nothing_can_be_known_fails_after_an_hour() {
        CaptureWorld world = new CaptureWorld();
        world.azure
                .fail("start", FakeAzure.says(Kind.UNCERTAIN, 0, "timed out"))
                .alwaysFail("get", FakeAzure.says(Kind.FORBIDDEN, 403, "role removed"));
        String id = idOf(world, "a1", "web1");
        CaptureRecord record = world.finish(id);
        assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(record.reason()).contains("could not find out").contains("role removed");
        world.tick();
        sane(world);
    }

    @Test
    void giving_up_while_azure_does_not_answer_does_not_hammer_it() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().queueTimeout(Duration.ofMinutes(2)).build());
        world.azure
                .fail("start", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofMinutes(3)))
                .alwaysFail("get", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        String id = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofMinutes(2));
        world.tick();
        assertThat(world.azure.count("get")).isEqualTo(1);
        world.azure.heal();
        assertThat(world.finish(id).outcome()).isEqualTo(Outcome.EXPIRED);
        sane(world);
    }

    @Test
    void a_capture_that_was_given_up_and_is_found_running_is_taken_on() {
        CaptureWorld world = new CaptureWorld(
                CapturePolicies.some().queueTimeout(Duration.ofMinutes(2)).build());
        world.azure.fail("start", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofMinutes(3)));
        String id = idOf(world, "a1", "web1");
        CaptureRecord record = world.record(id);
        world.azure.landsLater(world.azure.watcher(), SessionSteps.request(record), Duration.ofSeconds(1));
        world.clock.advance(Duration.ofMinutes(2));
        world.tick();
        assertThat(world.record(id).state()).isEqualTo(CaptureState.RUNNING);
        finishAll(world);
    }

    @Test
    void a_slot_is_given_back_even_if_the_truth_cannot_be_read_before_the_next_request() {
        CaptureWorld world = new CaptureWorld();
        world.azure
                .fail("start", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(5)))
                .fail("get", FakeAzure.says(Kind.FORBIDDEN, 403, "role not there yet"));
        String id = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(10));
        world.tick();
        assertThat(world.record(id).state())
                .as("a 403 says nothing about the session")
                .isEqualTo(CaptureState.QUEUED);
        finishAll(world);
        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void what_the_service_applied_otherwise_than_asked_is_said() {
        CaptureWorld world = new CaptureWorld();
        String id = idOf(world, "a1", "web1");
        CaptureRecord record = world.record(id);
        PacketCaptureSession applied = new PacketCaptureSession(
                record.name(),
                "x",
                "y",
                null,
                null,
                "Succeeded",
                60,
                1_073_741_824L,
                0L,
                List.of(new CaptureFilter(Protocol.TCP, null, null, null, null)));
        assertThat(ReadBack.differences(record.wish(), applied))
                .extracting(warning -> warning.field())
                .containsExactly("session.timeLimitInSeconds", "session.filters");
    }

    // ---- time ---------------------------------------------------------------------------------------------------

    @Test
    void a_webhook_whose_time_ends_between_slot_and_request_leaves_no_claim_and_the_next_round_sends() {
        CaptureWorld world = new CaptureWorld();
        world.azure.delay("list", Duration.ofMillis(4_500));
        Decision decision = world.deliver("a1", "web1");
        assertThat(decision.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(world.azure.count("start")).isZero();
        assertThat(world.record(decision.captureId()).claim()).isNull();
        world.azure.heal();
        world.clock.advance(Duration.ofSeconds(5));
        world.tick();
        assertThat(world.record(decision.captureId()).state()).isEqualTo(CaptureState.RUNNING);
    }

    @Test
    void a_sender_that_was_held_up_past_its_claim_sends_nothing() {
        CaptureWorld world = new CaptureWorld();
        world.effects(new Effects() {
            private int saves;

            @Override
            public void after(String effect) {
                if (effect.equals("save") && ++saves == 1) {
                    world.clock.advance(Duration.ofSeconds(35));
                }
            }
        });
        Errand patient = new Errand(TimeBudget.of(world.clock, Duration.ofHours(1)), line -> {}, true);
        Captures host = world.newHost();
        host.intake().receive(CaptureWorld.alert("a1", "web1"), "{}", AlertIntake.Sender.UNNAMED, patient);
        assertThat(world.azure.calls()).containsExactly("machine", "list");
        finishAll(world);
        assertThat(world.azure.started()).hasSize(1);
    }

    @Test
    void a_worker_whose_claim_ran_out_and_was_taken_over_saves_nothing() {
        CaptureWorld world = new CaptureWorld();
        world.azure.fail("machine", FakeAzure.says(Kind.BUSY, 429, "slow down", Duration.ofSeconds(10)));
        String id = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(20));
        Captures other = world.newHost();
        world.effects(new Effects() {
            private boolean done;

            @Override
            public void before(String effect) {
                if (effect.equals("list") && !done) {
                    done = true;
                    world.clock.advance(CaptureEngine.CLAIM.plusSeconds(1));
                    other.monitor().tick(world.timer());
                }
            }
        });
        Captures slow = world.newHost();
        slow.monitor().tick(new Errand(TimeBudget.of(world.clock, Duration.ofHours(1)), world.journal::add, true));
        assertThat(world.journal).anyMatch(line -> line.startsWith("event=claim-lost"));
        assertThat(world.azure.count("start")).isEqualTo(1);
        finishAll(world);
        assertThat(world.record(id).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_step_under_somebody_elses_claim_is_left_to_them() {
        CaptureWorld world = new CaptureWorld();
        String id = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofMinutes(6));
        world.ledger.edit(
                id,
                record -> record.change()
                        .claim(new Claim("host9-1", world.clock.instant().plusSeconds(20)))
                        .done());
        world.azure.forgetCalls();
        world.tick();
        assertThat(world.azure.calls()).isEmpty();
        world.run(Duration.ofMinutes(1));
        assertThat(world.azure.calls()).contains("status");
    }

    @Test
    void a_ledger_that_does_not_answer_is_an_exception_for_the_webhook_and_nothing_is_started() {
        CaptureWorld world = new CaptureWorld();
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.equals("create")) {
                    throw new CaptureException("storage is down");
                }
            }
        });
        org.assertj.core.api.Assertions.assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> world.deliver("a1", "web1"));
        assertThat(world.azure.calls()).isEmpty();
    }

    @Test
    void a_ledger_that_stops_answering_after_the_record_was_written_postpones_the_rest() {
        CaptureWorld world = new CaptureWorld();
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.equals("save slots")) {
                    throw new CaptureException("storage is down");
                }
            }
        });
        assertThat(world.deliver("a1", "web1").kind()).isEqualTo(Decision.Kind.ACCEPTED);
        TickReport report = tickLater(world);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("storage is down"));
        world.effects(Effects.UNDISTURBED);
        finishAll(world);
    }

    private static TickReport tickLater(CaptureWorld world) {
        world.clock.advance(Duration.ofSeconds(31));
        return world.tick();
    }

    // ---- the round ----------------------------------------------------------------------------------------------

    @Test
    void an_unreadable_record_is_reported_and_stops_neither_the_round_nor_the_sweep() {
        CaptureWorld world = new CaptureWorld();
        String bad = idOf(world, "a1", "web1");
        String good = idOf(world, "a2", "web2");
        world.ledger.spoil(bad);
        CaptureRecord record = world.finish(good);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        world.run(CaptureMonitor.ORPHAN_AGE);
        assertThat(world.tick().problems()).anyMatch(problem -> problem.contains(bad));
        assertThat(world.book().holder(bad))
                .as("its slot is no longer counted as ours")
                .isEmpty();
        world.ledger.mend(bad);
        assertThat(world.finish(bad).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_record_that_was_edited_into_nonsense_stops_nobody_else() {
        CaptureWorld world = new CaptureWorld();
        String bad = idOf(world, "a1", "web1");
        String good = idOf(world, "a2", "web2");
        world.ledger.edit(
                bad,
                record -> record.change()
                        .state(CaptureState.EXAMINING)
                        .location(StorageLocation.UNKNOWN)
                        .done());
        assertThat(world.finish(good).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void an_entry_without_a_record_is_retired_after_a_while() {
        CaptureWorld world = new CaptureWorld();
        world.ledger.putOpenEntry("0000000000000000");
        world.tick();
        assertThat(world.ledger.open()).hasSize(1);
        world.run(Duration.ofMinutes(11));
        assertThat(world.ledger.open()).isEmpty();
    }

    @Test
    void a_slot_without_a_record_is_forgotten_after_a_while() {
        CaptureWorld world = new CaptureWorld();
        world.ledger.putBook(
                world.azure.watcher().key(),
                new SlotBook(
                        List.of(new SlotBook.Holder("gone", "m", "n", Severity.SEV1, world.clock.instant())),
                        List.of(),
                        List.of(),
                        null));
        world.tick();
        assertThat(world.book().holders()).hasSize(1);
        world.run(Duration.ofMinutes(11));
        assertThat(world.book().holders()).isEmpty();
    }

    @Test
    void a_slot_of_a_record_that_was_refused_before_it_knew_its_watcher_is_swept() {
        CaptureWorld world = new CaptureWorld();
        world.effects(new Effects() {
            @Override
            public void after(String effect) {
                if (effect.equals("save slots")) {
                    throw new Crash(effect);
                }
            }
        });
        String id = CaptureId.of(CaptureWorld.alert("a1", "web1").instanceKey(CaptureWorld.machine("web1")));
        org.assertj.core.api.Assertions.assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> world.deliver("a1", "web1"));
        world.effects(Effects.UNDISTURBED);
        world.restart();
        assertThat(world.book().holder(id)).isPresent();
        world.azure.machine(CaptureWorld.machine("web1"), new Machines.NotReady("it is off", "start it"));
        tickLater(world);
        assertThat(world.finish(id).outcome()).isEqualTo(Outcome.REFUSED);
        world.run(Lifecycle.BEFORE_SEAL);
        sane(world);
    }

    @Test
    void dead_destinations_take_no_time_from_captures() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().seconds(60).build(), "dead");
        world.notifier.down("dead");
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.equals("send")) {
                    world.clock.advance(Duration.ofSeconds(20));
                }
            }
        });
        world.azure.machine(CaptureWorld.machine("off"), new Machines.NotReady("it is off", "start it"));
        for (int i = 0; i < 5; i++) {
            world.deliver("refused" + i, "off");
        }
        String id = idOf(world, "a1", "web1");
        world.clock.advance(Duration.ofSeconds(70));
        world.tick();
        assertThat(world.record(id).stoppedAt()).isNotNull();
    }

    @Test
    void a_message_is_no_work_for_the_webhook() {
        CaptureWorld world = new CaptureWorld();
        world.azure.machine(CaptureWorld.machine("off"), new Machines.NotReady("it is off", "start it"));
        world.deliver("a1", "off");
        assertThat(world.notifier.attempts()).isZero();
        assertThat(world.ledger.all().get(0).claim()).isNull();
        world.tick();
        assertThat(world.notifier.attempts()).isEqualTo(1);
    }

    @Test
    void several_destinations_that_hang_are_each_tried_under_a_claim_that_holds() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().build(), "d1", "d2", "d3", "d4");
        for (String destination : world.notifier.destinations()) {
            world.notifier.down(destination);
        }
        world.azure.machine(CaptureWorld.machine("off"), new Machines.NotReady("it is off", "start it"));
        String id = idOf(world, "a1", "off");
        Captures other = world.newHost();
        world.effects(new Effects() {
            private boolean inside;

            @Override
            public void before(String effect) {
                if (effect.equals("send") && !inside) {
                    inside = true;
                    world.clock.advance(Duration.ofSeconds(12));
                    other.monitor().tick(world.timer());
                    inside = false;
                }
            }
        });
        Errand long_ = new Errand(TimeBudget.of(world.clock, Duration.ofHours(1)), world.journal::add, true);
        world.newHost().monitor().tick(long_);
        assertThat(world.record(id).messages().stream()
                        .mapToInt(Message::attempts)
                        .sum())
                .as("attempts that were counted")
                .isEqualTo(world.notifier.attempts())
                .isGreaterThanOrEqualTo(4);
    }

    // ---- preview ------------------------------------------------------------------------------------------------

    @Test
    void a_preview_shows_the_request_and_writes_nothing() {
        CaptureWorld world = new CaptureWorld();
        Decision decision =
                world.preview(CaptureWorld.alert("a1", "web1")).decisions().get(0);
        assertThat(decision.kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(decision.request().method()).isEqualTo("PUT");
        assertThat(world.azure.calls()).containsExactly("machine", "list");
        assertThat(world.ledger.all()).isEmpty();
        assertThat(world.ledger.slotKeys()).isEmpty();
    }

    @Test
    void a_preview_says_what_would_keep_it_from_starting() {
        CaptureWorld world = new CaptureWorld(CapturePolicies.some().limit(1).build());
        world.deliver("a1", "web1");
        assertThat(kindOfPreview(world, "a1", "web1")).isEqualTo(Decision.Kind.DUPLICATE);
        assertThat(kindOfPreview(world, "a2", "web1")).isEqualTo(Decision.Kind.QUEUED);
        assertThat(kindOfPreview(world, "a2", "web2")).isEqualTo(Decision.Kind.QUEUED);
        world.azure.machine(CaptureWorld.machine("off"), new Machines.NotReady("it is off", "start it"));
        assertThat(kindOfPreview(world, "a3", "off")).isEqualTo(Decision.Kind.REFUSED);
        world.clock.advance(Duration.ofMinutes(1));
        world.azure.fail("list", FakeAzure.says(Kind.UNCERTAIN, 503, "down"));
        assertThat(kindOfPreview(world, "a4", "web4")).isEqualTo(Decision.Kind.QUEUED);

        CaptureWorld refusing = new CaptureWorld(CapturePolicies.some()
                .limit(1)
                .atLimit(AtLimit.REFUSE)
                .name("tutorial", OnNameConflict.REJECT)
                .build());
        refusing.azure.foreign("portal", "x");
        assertThat(kindOfPreview(refusing, "a1", "web1")).isEqualTo(Decision.Kind.REFUSED);
        refusing.azure.foreign("tutorial", "x");
        refusing.clock.advance(Duration.ofMinutes(1));
        assertThat(refusing.preview(CaptureWorld.alert("a1", "web1"))
                        .decisions()
                        .get(0)
                        .reason())
                .isEqualTo("the name tutorial is taken");

        CaptureWorld elsewhere = new CaptureWorld(CapturePolicies.some()
                .scopes("/subscriptions/99999999-2222-3333-4444-555555555555")
                .build());
        assertThat(kindOfPreview(elsewhere, "a1", "web1")).isEqualTo(Decision.Kind.REFUSED);

        CaptureWorld unique = fixedName(OnNameConflict.UNIQUE);
        unique.azure.foreign("tutorial", "x");
        assertThat(unique.preview(CaptureWorld.alert("a1", "web1"))
                        .decisions()
                        .get(0)
                        .request()
                        .url())
                .contains("tutorial-");
        CaptureWorld noWatcher = new CaptureWorld();
        noWatcher.azure.noWatcher(true);
        assertThat(kindOfPreview(noWatcher, "a1", "web1")).isEqualTo(Decision.Kind.REFUSED);
    }

    private static Decision.Kind kindOfPreview(CaptureWorld world, String alertId, String machine) {
        return world.preview(CaptureWorld.alert(alertId, machine))
                .decisions()
                .get(0)
                .kind();
    }

    @Test
    void every_word_of_an_outcome_and_a_state_is_its_own() {
        assertThat(Set.of(Outcome.values()).stream().map(Outcome::wire).collect(Collectors.toSet()))
                .hasSize(10);
        assertThat(CaptureFile.State.ON_MACHINE.wire()).isEqualTo("onMachine");
        assertThat(Message.State.WAITING.wire()).isEqualTo("waiting");
        assertThat(Decision.Kind.COVERED.wire()).isEqualTo("covered");
    }
}
