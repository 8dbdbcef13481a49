package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alertcap.alert.AlertCondition;
import io.alertcap.alert.AlertTarget;
import io.alertcap.alert.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The watch tells of captures that nobody asked for, each once, and leaves them alone. */
class CaptureWatchTest {
    private static final Duration PACE = Duration.ofMinutes(5);
    private static final String SUBSCRIPTION = CapturePolicies.SUBSCRIPTION;

    private final CaptureWorld world =
            new CaptureWorld(CapturePolicies.some().watch(PACE).build());

    private List<Notice> told() {
        return world.notifier.arrived().stream()
                .map(RecordingNotifier.Arrived::notice)
                .filter(notice -> notice.capture() == null)
                .toList();
    }

    private static AlertTarget.PacketCapture written(String subscription, String name, String status) {
        return new AlertTarget.PacketCapture(
                CapturePolicies.id("/subscriptions/" + subscription
                        + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/nw/packetCaptures/"
                        + name),
                status,
                "mallory@example.com");
    }

    private Decision hear(AlertTarget.PacketCapture capture) {
        return world.deliver(
                CaptureWorld.alert("log1", Severity.SEV4, AlertCondition.FIRED, Map.of(), List.of(capture)));
    }

    @Test
    void tells_once_of_a_capture_that_nobody_asked_for() {
        world.azure.foreign("looking", "web1", Duration.ofHours(1));
        world.run(Duration.ofMinutes(30));

        assertThat(told()).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(NoticeKind.FOREIGN);
            assertThat(notice.id()).endsWith("-foreign");
            assertThat(notice.subject()).endsWith("/packetCaptures/looking");
            assertThat(notice.headline()).isEqualTo("Packet capture looking of web1 was not asked for here");
        });
        assertThat(world.azure.violations()).isEmpty();
    }

    @Test
    void says_nothing_of_our_own_from_their_start_to_their_end() {
        String id = String.valueOf(world.deliver("a1", "web1").captureId());
        world.finish(id);
        world.run(Duration.ofMinutes(30));

        assertThat(told()).isEmpty();
    }

    @Test
    void looks_no_more_often_than_it_should_and_never_when_switched_off() {
        world.run(Duration.ofMinutes(29));
        long looks = world.azure.calls().stream().filter("list"::equals).count();
        assertThat(looks).isBetween(5L, 6L);

        CaptureWorld off = new CaptureWorld();
        off.azure.foreign("looking", "web1", Duration.ofHours(1));
        off.run(Duration.ofMinutes(29));
        assertThat(off.azure.calls()).doesNotContain("list");
        assertThat(off.notifier.arrived()).isEmpty();
    }

    @Test
    void tells_again_when_a_capture_that_was_gone_comes_back() {
        world.azure.foreign("looking", "web1", Duration.ofHours(1));
        world.run(Duration.ofMinutes(6));
        world.azure.deletedBySomebody("looking");
        world.run(Duration.ofMinutes(6));
        world.azure.foreign("looking", "web1", Duration.ofHours(1));
        world.run(Duration.ofMinutes(12));

        assertThat(told()).hasSize(2);
        assertThat(told().stream().map(Notice::id).distinct()).hasSize(2);
    }

    @Test
    void a_message_that_cannot_be_sent_waits_and_keeps_its_id() {
        world.notifier.down("ops");
        world.azure.foreign("looking", "web1", Duration.ofHours(3));
        world.run(Duration.ofMinutes(6));
        assertThat(told()).isEmpty();
        assertThat(world.tick().messagesWaiting()).isEqualTo(1);
        String id = world.ledger
                .watchBook(SUBSCRIPTION)
                .value()
                .findings()
                .get(0)
                .messages()
                .get(0)
                .id();

        world.notifier.up("ops");
        world.run(Duration.ofHours(1));
        assertThat(told()).extracting(Notice::id).containsExactly(id);
        assertThat(world.tick().messagesWaiting()).isZero();
    }

    @Test
    void a_crash_after_each_effect_costs_no_message_and_changes_no_id() {
        for (String at : List.of("save watch book", "send")) {
            for (boolean before : List.of(true, false)) {
                CaptureWorld one =
                        new CaptureWorld(CapturePolicies.some().watch(PACE).build());
                one.azure.foreign("looking", "web1", Duration.ofHours(3));
                one.effects(new Effects() {
                    private boolean crashed;

                    @Override
                    public void before(String effect) {
                        crash(effect, before);
                    }

                    @Override
                    public void after(String effect) {
                        crash(effect, !before);
                    }

                    private void crash(String effect, boolean now) {
                        if (now && !crashed && effect.equals(at)) {
                            crashed = true;
                            throw new Crash(effect);
                        }
                    }
                });
                assertThatThrownBy(one::tick).isInstanceOf(Crash.class);
                one.restart();
                one.run(Duration.ofMinutes(30));

                assertThat(one.notifier.ids().stream().distinct())
                        .as(at + (before ? " before" : " after"))
                        .hasSize(1);
            }
        }
    }

    @Test
    void two_hosts_tell_under_one_id() {
        world.azure.foreign("looking", "web1", Duration.ofHours(1));
        Captures other = world.newHost();
        for (int i = 0; i < 5; i++) {
            world.tick();
            other.monitor().tick(world.timer());
            world.clock.advance(PACE);
        }

        assertThat(told().stream().map(Notice::id).distinct()).hasSize(1);
    }

    @Test
    void many_at_once_are_told_in_portions() {
        for (int i = 0; i < 30; i++) {
            world.azure.foreign("theirs-" + i, "web1", Duration.ofHours(1));
        }
        world.tick();
        assertThat(told()).hasSize(WatchBook.MOST_AT_ONCE);
        world.run(Duration.ofMinutes(6));
        assertThat(told()).hasSize(30);
    }

    @Test
    void an_alert_about_our_own_capture_is_ignored_and_names_it() {
        Decision ours = world.deliver("a1", "web1");
        CaptureRecord record = world.record(ours.captureId());
        Decision decision = hear(new AlertTarget.PacketCapture(
                CapturePolicies.id(String.valueOf(record.session().id())), "Succeeded", null));

        assertThat(decision.kind()).isEqualTo(Decision.Kind.IGNORED);
        assertThat(decision.captureId()).isEqualTo(record.id());
        assertThat(decision.reason()).contains("our capture " + record.id()).contains("round in a loop");
        assertThat(world.ledger.watchBook(SUBSCRIPTION).value().findings()).isEmpty();
    }

    @Test
    void an_alert_about_our_own_capture_is_known_by_name_where_names_have_no_id() {
        CaptureWorld named = new CaptureWorld(CapturePolicies.some()
                .watch(PACE)
                .name("cap-{machine}", OnNameConflict.UNIQUE)
                .build());
        String id = String.valueOf(named.deliver("a1", "web1").captureId());
        String session = String.valueOf(named.record(id).session().id());
        named.finish(id);
        Decision decision = named.deliver(CaptureWorld.alert(
                "log1",
                Severity.SEV4,
                AlertCondition.FIRED,
                Map.of(),
                List.of(new AlertTarget.PacketCapture(CapturePolicies.id(session), "Succeeded", null))));

        assertThat(decision.captureId()).isEqualTo(id);
    }

    @Test
    void an_alert_about_somebodys_capture_is_told_once_whatever_its_repeats_and_the_next_look() {
        Decision decision = hear(written(SUBSCRIPTION, "looking", "Started"));
        hear(written(SUBSCRIPTION, "LOOKING", "Succeeded"));

        assertThat(decision.kind()).isEqualTo(Decision.Kind.IGNORED);
        assertThat(decision.reason()).contains("nobody asked for").contains("told once");
        world.run(Duration.ofMinutes(12));
        assertThat(told()).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(NoticeKind.FOREIGN);
            assertThat(notice.facts()).contains(new Notice.Fact("Started by", "mallory@example.com"));
        });
        assertThat(world.azure.started()).isEmpty();
        assertThat(world.ledger.all()).isEmpty();
    }

    @Test
    void a_forged_name_is_said_to_be_forged() {
        Decision decision = hear(written(SUBSCRIPTION, "web1-20260301T120000Z-0123456789abcdef", "Succeeded"));
        world.tick();

        assertThat(decision.reason()).contains("looks like ours").contains("forged");
        assertThat(told()).extracting(Notice::kind).containsExactly(NoticeKind.FORGED);
    }

    @Test
    void failed_attempts_and_other_subscriptions_are_ignored_and_not_told() {
        assertThat(hear(written(SUBSCRIPTION, "looking", "Failed")).reason()).contains("failed");
        assertThat(hear(written("99999999-0000-4000-8000-000000000000", "looking", "Succeeded"))
                        .reason())
                .contains("ALERTCAP_SCOPES");
        world.tick();

        assertThat(told()).isEmpty();
    }

    @Test
    void a_preview_writes_nothing() {
        AlertIntake.Answer answer = world.preview(CaptureWorld.alert(
                "log1",
                Severity.SEV4,
                AlertCondition.FIRED,
                Map.of(),
                List.of(written(SUBSCRIPTION, "looking", "Succeeded"))));

        assertThat(answer.decisions()).extracting(Decision::kind).containsExactly(Decision.Kind.IGNORED);
        assertThat(world.ledger.watchBook(SUBSCRIPTION).value()).isEqualTo(WatchBook.EMPTY);
    }

    @Test
    void a_warm_alert_costs_no_call_more_with_the_watch_on() {
        world.deliver("a1", "web1");
        CaptureWorld off = new CaptureWorld();
        off.deliver("a1", "web1");

        assertThat(world.azure.calls()).isEqualTo(off.azure.calls());
    }

    @Test
    void a_watcher_that_cannot_be_listed_is_a_problem_and_stops_no_round() {
        world.azure.alwaysFail("list", FakeAzure.says(ServiceException.Kind.FORBIDDEN, 403, "no right"));

        assertThat(world.tick().problems()).anyMatch(problem -> problem.startsWith("watch on captures"));
    }
}
