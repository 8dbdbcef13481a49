package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.capture.Machines.AgentUnderWay;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Part;
import io.alertcap.capture.ServiceException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine without the capture agent: refused, or given one first, as the owner's setting says. */
class AgentInstallTest {
    private static final MachineTarget WEB = CaptureWorld.machine("web1");
    private static final String INSTALL = "installAgent";

    private static CaptureWorld world(CapturePolicies policy) {
        CaptureWorld world = new CaptureWorld(policy.build());
        world.azure.machineWithoutAgent(WEB);
        return world;
    }

    private static CaptureWorld installing() {
        return world(CapturePolicies.some().installingAgents());
    }

    private static void sane(CaptureWorld world) {
        assertThat(world.azure.violations()).isEmpty();
        assertThat(world.book().holders()).isEmpty();
        assertThat(world.ledger.open()).isEmpty();
    }

    @Test
    void by_default_it_is_refused_with_the_fix_and_nothing_is_installed() {
        CaptureWorld world = world(CapturePolicies.some());

        Decision decision = world.deliver("a1", "web1");

        assertThat(decision.kind()).isEqualTo(Decision.Kind.REFUSED);
        assertThat(decision.reason()).contains("it is not installed").contains("az vm extension set");
        world.finish(String.valueOf(decision.captureId()));
        assertThat(world.azure.count(INSTALL)).isZero();
        sane(world);
    }

    @Test
    void the_webhook_writes_it_down_and_the_monitor_installs_waits_and_starts() {
        CaptureWorld world = installing();

        Decision decision = world.deliver("a1", "web1");

        assertThat(decision.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(decision.reason()).contains("not installed").contains("before the start");
        assertThat(world.azure.count(INSTALL)).isZero();
        String id = String.valueOf(decision.captureId());
        world.tick();
        assertThat(world.azure.count(INSTALL)).isEqualTo(1);
        assertThat(world.record(id).state()).isEqualTo(CaptureState.QUEUED);
        assertThat(world.record(id).reason()).contains("being installed");
        CaptureRecord record = world.finish(id);
        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.count(INSTALL)).isEqualTo(1);
        assertThat(record.timeline())
                .extracting(TimelineEvent::detail)
                .anyMatch(detail -> detail.contains("was asked for"));
        sane(world);
    }

    @Test
    void a_dry_run_says_that_it_would_wait_and_shows_the_request() {
        CaptureWorld world = installing();

        Decision decision =
                world.preview(CaptureWorld.alert("a1", "web1")).decisions().get(0);

        assertThat(decision.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(decision.reason()).contains("not installed");
        assertThat(decision.request()).isNotNull();
        assertThat(world.azure.count(INSTALL)).isZero();
    }

    @Test
    void two_alerts_at_once_have_it_installed_once() {
        CaptureWorld world = installing();
        String first = String.valueOf(world.deliver("a1", "web1").captureId());
        String second = String.valueOf(world.deliver("a2", "web1").captureId());

        assertThat(world.finish(first).outcome()).isIn(Outcome.COMPLETE, Outcome.COVERED);
        assertThat(world.finish(second).outcome()).isIn(Outcome.COMPLETE, Outcome.COVERED);
        assertThat(world.azure.count(INSTALL)).isEqualTo(1);
        sane(world);
    }

    @Test
    void an_installation_that_fails_ends_it_with_the_words_of_the_extension() {
        CaptureWorld world = installing();
        world.azure.installation(
                Duration.ofSeconds(40),
                new NotReady(Part.AGENT, "it does not work: no space left on device", "install it again"));

        CaptureRecord record =
                world.finish(String.valueOf(world.deliver("a1", "web1").captureId()));

        assertThat(record.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(record.reason()).contains("no space left on device").contains("install it again");
        sane(world);
    }

    @Test
    void an_installation_that_never_ends_is_waited_for_as_long_as_a_queue_and_asked_about_ever_more_seldom() {
        CaptureWorld world = world(CapturePolicies.some().installingAgents().queueTimeout(Duration.ofMinutes(20)));
        world.azure.installation(Duration.ofDays(30), new NotReady("never", "never"));

        CaptureRecord record =
                world.finish(String.valueOf(world.deliver("a1", "web1").captureId()));

        assertThat(record.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(record.reason()).contains("20 min").contains("it is being installed");
        assertThat(world.azure.count("machine")).isBetween(10L, 25L);
        sane(world);
    }

    @Test
    void an_extension_that_somebody_else_is_installing_is_waited_for_whatever_the_setting() {
        CaptureWorld world = new CaptureWorld();
        world.azure.machine(WEB, new AgentUnderWay(CapturePolicies.REGION, "Linux", "somebody installs it"));

        Decision decision = world.deliver("a1", "web1");

        assertThat(decision.kind()).isEqualTo(Decision.Kind.QUEUED);
        assertThat(decision.reason()).isEqualTo("somebody installs it");
        world.azure.machine(WEB, new Machines.Ready(CapturePolicies.REGION, "Linux"));
        assertThat(world.finish(String.valueOf(decision.captureId())).outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.count(INSTALL)).isZero();
        sane(world);
    }

    @ParameterizedTest
    @CsvSource({
        "FORBIDDEN, 403, installAgents = true",
        "INVALID, 400, az vm extension set",
    })
    void a_refusal_by_azure_ends_it_with_its_words_and_the_fix(Kind kind, int status, String fix) {
        CaptureWorld world = installing();
        world.azure.fail(INSTALL, FakeAzure.says(kind, status, "words of Azure"));

        CaptureRecord record =
                world.finish(String.valueOf(world.deliver("a1", "web1").captureId()));

        assertThat(record.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(record.reason()).contains("words of Azure").contains(fix);
        sane(world);
    }

    @ParameterizedTest
    @CsvSource({"INVALID, 409", "EXISTS, 400", "BUSY, 429", "UNCERTAIN, 500", "NOT_FOUND, 404", "LIMIT, 400"})
    void whatever_may_pass_is_tried_again_after_another_look(Kind kind, int status) {
        CaptureWorld world = installing();
        world.azure.fail(INSTALL, FakeAzure.says(kind, status, "not now"));

        CaptureRecord record =
                world.finish(String.valueOf(world.deliver("a1", "web1").captureId()));

        assertThat(record.outcome()).isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.count(INSTALL)).isEqualTo(2);
        sane(world);
    }

    @Test
    void an_answer_that_is_lost_is_not_asked_for_again() {
        CaptureWorld world = installing();
        world.azure.loseAnswer(INSTALL);

        assertThat(world.finish(String.valueOf(world.deliver("a1", "web1").captureId()))
                        .outcome())
                .isEqualTo(Outcome.COMPLETE);
        assertThat(world.azure.count(INSTALL)).isEqualTo(1);
        sane(world);
    }

    @Test
    void what_was_to_be_installed_is_not_once_the_setting_is_taken_back() {
        CaptureWorld world = installing();
        String id = String.valueOf(world.deliver("a1", "web1").captureId());

        Captures told = Captures.of(
                CapturePolicies.some().build(),
                world.ledger,
                world.azure,
                world.azure,
                world.files,
                FakeCases.keeping(world.cases),
                world.around,
                world.notifier,
                Runnable::run,
                Runnable::run,
                "told");
        told.monitor().tick(world.timer());

        assertThat(world.record(id).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(world.azure.count(INSTALL)).isZero();
    }

    @Test
    void nothing_is_installed_for_a_capture_that_could_not_be_taken_anyway() {
        CaptureWorld world =
                world(CapturePolicies.some().installingAgents().noStorage().onMachine(null, "C:\\c\\{name}.cap"));

        assertThat(world.deliver("a1", "web1").reason()).contains("ALERTCAP_STORAGE_ACCOUNTS");
        world.run(Duration.ofMinutes(2));
        assertThat(world.azure.count(INSTALL)).isZero();
    }
}
