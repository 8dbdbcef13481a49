package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.MachineTarget;
import io.alertcap.capture.Placement.Keep;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Captures that operators start, stop and forget. */
class OperatorOrdersTest {
    private static final String ANNA = "anna, by Entra ID";
    private static final String ID = CaptureId.of("order 1");

    private final CaptureWorld world = new CaptureWorld();

    private static CaptureOrder order(MachineTarget target, @Nullable Placement placement, @Nullable String name) {
        return new CaptureOrder(
                ID,
                ANNA,
                target,
                new CaptureWish(new CaptureLimits(60, 1_000_000, 0), List.of(), placement),
                name,
                "the till is slow");
    }

    private OperatorOrders.Taken start(@Nullable Placement placement, @Nullable String name) {
        return world.orders().start(order(CaptureWorld.machine("web1"), placement, name), world.webhook());
    }

    @Test
    void starts_at_once_and_says_who_asked_and_why() {
        OperatorOrders.Taken taken = start(null, null);

        assertThat(taken.decision().kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(taken.capture().state()).isEqualTo(CaptureState.RUNNING);
        assertThat(taken.capture().trigger().kind()).isEqualTo(Trigger.Kind.OPERATOR);
        assertThat(taken.capture().trigger().rule()).isEqualTo(ANNA);
        assertThat(taken.capture().timeline()).anySatisfy(event -> {
            assertThat(event.event()).isEqualTo("reason");
            assertThat(event.detail()).isEqualTo("the till is slow");
        });
        assertThat(world.finish(ID).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void the_same_order_given_again_starts_nothing() {
        start(null, null);

        assertThat(start(null, null).decision().kind()).isEqualTo(Decision.Kind.DUPLICATE);
        assertThat(world.azure.started()).hasSize(1);
    }

    @Test
    void the_name_and_the_paths_are_the_operators_with_the_id_in_each_path() {
        CaptureRecord capture = start(
                        new Placement(Keep.BOTH, null, "incident-42/till.cap", "/var/captures/{name}.cap"), "till-{id}")
                .capture();

        assertThat(capture.name()).isEqualTo("till-" + ID);
        assertThat(capture.location().storagePath()).endsWith("/captures/incident-42/" + ID + "/till.cap");
        assertThat(capture.location().filePath()).isEqualTo("/var/captures/till-" + ID + ".cap");
        assertThat(world.finish(ID).outcome()).isEqualTo(Outcome.COMPLETE);
    }

    @Test
    void a_file_for_the_machine_only_needs_no_storage_account() {
        CaptureRecord capture = start(new Placement(Keep.MACHINE, null, null, "/var/captures/x.cap"), null)
                .capture();

        assertThat(capture.location().account()).isNull();
        assertThat(world.finish(ID).file().state()).isEqualTo(CaptureFile.State.ON_MACHINE);
    }

    @Test
    void a_path_of_another_operating_system_is_refused() {
        OperatorOrders.Taken taken = start(new Placement(Keep.BOTH, null, null, "C:\\captures\\x.cap"), null);

        assertThat(taken.decision().kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(taken.decision().reason()).contains("localPath").contains("Linux");
    }

    @Test
    void another_storage_account_than_the_regions_is_refused_by_the_name_of_the_setting() {
        OperatorOrders.Taken taken = start(
                new Placement(
                        Keep.AS_SET,
                        CapturePolicies.id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                + "/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/elsewhere"),
                        null,
                        null),
                null);

        assertThat(taken.decision().kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(taken.decision().reason()).contains("ALERTCAP_STORAGE_ACCOUNTS");
        assertThat(world.azure.started()).isEmpty();
    }

    @Test
    void a_machine_outside_the_scopes_is_refused_for_operators_too() {
        MachineTarget outside = MachineTarget.of(
                        CapturePolicies.id(
                                "/subscriptions/00000000-0000-0000-0000-0000000000ff/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/x"))
                .orElseThrow();

        Decision shown = world.orders().preview(order(outside, null, null), world.webhook());
        Decision started = world.orders()
                .start(order(outside, null, null), world.webhook())
                .decision();

        assertThat(started.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(started.reason()).contains("ALERTCAP_SCOPES");
        assertThat(shown.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(world.azure.calls()).isEmpty();
    }

    @Test
    void a_preview_shows_the_request_and_writes_nothing() {
        Decision shown = world.orders().preview(order(CaptureWorld.machine("web1"), null, "till"), world.webhook());

        assertThat(shown.kind()).isEqualTo(Decision.Kind.STARTED);
        assertThat(shown.request()).isNotNull();
        assertThat(world.ledger.all()).isEmpty();
        assertThat(world.azure.started()).isEmpty();
    }

    @Test
    void a_running_capture_is_stopped_and_its_file_still_waited_for() {
        start(null, null);
        world.clock.advance(Duration.ofSeconds(20));

        CaptureRecord stopped = stop();

        assertThat(stopped.stop()).isNotNull();
        assertThat(stopped.stop().by()).isEqualTo(ANNA);
        assertThat(stopped.stop().sentAt()).isNotNull();
        assertThat(world.finish(ID).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void stopping_again_and_stopping_what_has_ended_changes_nothing() {
        start(null, null);
        CaptureRecord once = stop();
        CaptureRecord ended = world.finish(ID);

        assertThat(once.timeline().stream().filter(event -> event.event().equals("stop asked")))
                .hasSize(1);
        assertThat(stop()).isEqualTo(ended);
    }

    @Test
    void a_capture_that_has_not_started_is_never_started_after_a_stop() {
        start(null, null);
        CaptureOrder second = new CaptureOrder(
                CaptureId.of("order 2"),
                ANNA,
                CaptureWorld.machine("web1"),
                new CaptureWish(new CaptureLimits(3_600, 1_000_000, 0), List.of()),
                null,
                null);
        assertThat(world.orders().start(second, world.webhook()).decision().kind())
                .isEqualTo(Decision.Kind.QUEUED);

        world.orders().stop(second.id(), ANNA, "by hand", world.webhook());

        CaptureRecord ended = world.finish(second.id());
        assertThat(ended.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(ended.startedAt()).isNull();
        assertThat(world.azure.started()).hasSize(1);
    }

    @Test
    void the_wish_to_stop_survives_a_crash_before_it_is_carried_out() {
        start(null, null);
        world.effects(new Effects() {
            @Override
            public void before(String effect) {
                if (effect.startsWith("stop")) {
                    throw new Crash(effect);
                }
            }
        });
        assertThatThrownBy(this::stop).isInstanceOf(Crash.class);
        world.effects(Effects.UNDISTURBED);
        world.restart();

        assertThat(world.record(ID).stop()).isNotNull();
        assertThat(world.finish(ID).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void a_running_capture_that_is_to_be_forgotten_is_stopped_and_removed_though_sessions_are_kept() {
        CaptureWorld keeping = new CaptureWorld(
                CapturePolicies.some().keepSession(Duration.ofDays(1)).build());
        keeping.orders().start(order(CaptureWorld.machine("web1"), null, null), keeping.webhook());
        keeping.clock.advance(Duration.ofSeconds(20));

        keeping.orders().remove(ID, ANNA, keeping.webhook());
        CaptureRecord gone = keeping.runUntil(ID, Duration.ofHours(1), record -> !record.isOpen());

        assertThat(gone.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(gone.session().removedAt()).isNotNull();
        assertThat(gone.file().state()).isEqualTo(CaptureFile.State.ARRIVED);
    }

    @Test
    void a_kept_session_goes_at_once_when_it_is_to_be_forgotten() {
        CaptureWorld keeping = new CaptureWorld(
                CapturePolicies.some().keepSession(Duration.ofDays(1)).build());
        keeping.orders().start(order(CaptureWorld.machine("web1"), null, null), keeping.webhook());
        keeping.runUntil(ID, Duration.ofHours(1), record -> record.state() == CaptureState.CLOSING);

        CaptureRecord gone =
                keeping.orders().remove(ID, ANNA, keeping.webhook()).orElseThrow();

        assertThat(gone.session().removedAt()).isNotNull();
        assertThat(gone.state()).isEqualTo(CaptureState.FINISHED);
    }

    @Test
    void a_file_is_deleted_with_a_trace_of_who_wanted_it() {
        start(null, null);
        String url = world.finish(ID).file().url();
        assertThat(world.files.has(url)).isTrue();

        assertThat(world.orders().removeWithFile(ID, ANNA, world.webhook()))
                .containsInstanceOf(FileDeletion.Done.class);
        CaptureRecord without = world.record(ID);

        assertThat(world.files.has(url)).isFalse();
        assertThat(without.file().problem()).isEqualTo("it was deleted by " + ANNA);
        assertThat(without.timeline()).extracting(TimelineEvent::event).contains("file deletion asked", "file deleted");
    }

    @Test
    void a_hold_says_who_and_why_and_is_taken_once() {
        start(null, null);
        CaptureRecord held = taken("case 17");

        assertThat(held.hold()).isEqualTo(new LegalHold(world.clock.instant(), ANNA, "case 17"));
        assertThat(held.timeline()).last().satisfies(event -> {
            assertThat(event.event()).isEqualTo("held");
            assertThat(event.detail()).isEqualTo("by " + ANNA + ": case 17");
        });
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(taken("case 17")).as("again").isEqualTo(held);
        assertThat(world.orders().hold(ID, ANNA, "case 18", world.webhook()))
                .hasValueSatisfying(answer ->
                        assertThat(((HoldAnswer.Refused) answer).reason()).contains("case 17", "release it first"));
    }

    @Test
    void a_held_capture_goes_on_and_its_hold_can_be_ended_twice() {
        start(null, null);
        taken("case 17");
        assertThat(world.finish(ID).hold()).isNotNull();

        CaptureRecord released =
                world.orders().release(ID, "berta", world.webhook()).orElseThrow();

        assertThat(released.hold()).isNull();
        assertThat(released.timeline()).last().extracting(TimelineEvent::event).isEqualTo("hold released");
        assertThat(world.orders().release(ID, "berta", world.webhook())).contains(released);
    }

    @Test
    void the_file_of_a_held_capture_is_not_deleted_and_its_session_may_go() {
        start(null, null);
        String url = world.finish(ID).file().url();
        taken("case 17");

        assertThat(world.orders().removeWithFile(ID, "berta", world.webhook()))
                .hasValueSatisfying(answer -> assertThat(answer).isInstanceOf(FileDeletion.Held.class));
        assertThat(world.files.has(url)).isTrue();
        assertThat(world.record(ID).file().problem()).isNull();
        assertThat(world.orders().remove(ID, "berta", world.webhook())).isPresent();
    }

    private CaptureRecord taken(String reason) {
        HoldAnswer answer =
                world.orders().hold(ID, ANNA, reason, world.webhook()).orElseThrow();
        return ((HoldAnswer.Taken) answer).capture();
    }

    @Test
    void of_what_is_not_known_nothing_is_done() {
        assertThat(world.orders().stop(ID, ANNA, "by hand", world.webhook())).isEmpty();
        assertThat(world.orders().remove(ID, ANNA, world.webhook())).isEmpty();
        assertThat(world.orders().hold(ID, ANNA, "case 17", world.webhook())).isEmpty();
        assertThat(world.orders().release(ID, ANNA, world.webhook())).isEmpty();
    }

    private CaptureRecord stop() {
        return world.orders().stop(ID, ANNA, "by hand", world.webhook()).orElseThrow();
    }
}
