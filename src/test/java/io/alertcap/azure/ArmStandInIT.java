package io.alertcap.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.azure.AzureAccess.Login;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.MachineTags;
import io.alertcap.capture.Machines.AgentUnderWay;
import io.alertcap.capture.Machines.NoAgent;
import io.alertcap.capture.Machines.NotReady;
import io.alertcap.capture.Machines.Ready;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.ServiceException;
import io.alertcap.capture.ServiceException.Kind;
import io.alertcap.capture.SessionRequest;
import io.alertcap.capture.SessionStatus;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Watcher;
import io.alertcap.local.Polling;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.ExistingName;
import io.alertcap.local.arm.Fault;
import io.alertcap.local.arm.Machine;
import io.alertcap.local.arm.ScaleSet;
import io.alertcap.local.arm.StorageAccount;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The ports of this room against the stand-in that real clients of Azure are content with. */
@Timeout(60)
class ArmStandInIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Region REGION = Region.of("westeurope");
    private static final String WATCHER = ArmStandIn.watcherId("westeurope");
    private static final String VM = ArmStandIn.machineId("rg-app", "vm1");
    private static final String SCALE_SET = ArmStandIn.scaleSetId("rg-app", "ss1");
    private static final String ACCOUNT = ArmStandIn.storageAccountId("rg-app", "stcap");
    private static final String PATH = "https://stcap.blob.core.windows.net/captures/a/b.cap";

    @TempDir
    private Path folder;

    @Test
    void a_capture_goes_from_the_machine_to_its_removal() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);

            Watcher watcher = ports.watchers
                    .find(ArmStandIn.SUBSCRIPTION, REGION, budget())
                    .orElseThrow();
            assertThat(watcher.id().toString()).isEqualTo(WATCHER);
            assertThat(ports.machines.look(machine(VM), budget())).isEqualTo(new Ready(REGION, "Linux"));
            assertThat(ports.watchers.sessions(watcher, budget())).isEmpty();

            PacketCaptureSession started = ports.watchers.start(watcher, request("c1"), budget());
            assertThat(started.target()).isEqualToIgnoringCase(VM);
            assertThat(started.storagePath()).isEqualTo(PATH);
            assertThat(started.timeLimitSeconds()).isEqualTo(60);
            assertThat(started.filters()).containsExactly(FILTER);

            SessionStatus running =
                    until(() -> ports.watchers.status(watcher, "c1", budget()).orElseThrow(), SessionStatus::isRunning);
            assertThat(running.startedAt()).isBetween(Instant.now().minusSeconds(30), Instant.now());
            assertThat(ports.watchers.sessions(watcher, budget()))
                    .extracting(PacketCaptureSession::name)
                    .containsExactly("c1");

            ports.watchers.stop(watcher, "c1", budget());
            SessionStatus ended =
                    until(() -> ports.watchers.status(watcher, "c1", budget()).orElseThrow(), SessionStatus::hasEnded);
            assertThat(ended.isError()).isFalse();
            assertThat(ended.stopReason()).isNotBlank();
            assertThat(ports.watchers.session(watcher, "c1", budget())).isPresent();

            ports.watchers.remove(watcher, "c1", budget());
            until(() -> ports.watchers.session(watcher, "c1", budget()).isEmpty(), gone -> gone);
            assertThat(ports.watchers.status(watcher, "c1", budget())).isEmpty();
            ports.watchers.remove(watcher, "c1", budget());
            ports.watchers.stop(watcher, "c1", budget());
        }
    }

    @Test
    void a_warm_alert_costs_machine_list_and_put() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            alert(ports, "cold");
            azure.forgetExchanges();

            alert(ports, "warm");

            assertThat(azure.exchanges())
                    .extracting(exchange -> exchange.method() + " " + exchange.url())
                    .containsExactly(
                            "GET " + VM + "?$expand=instanceView&api-version=2025-04-01",
                            "GET " + WATCHER + "/packetCaptures?api-version=2025-03-01",
                            "PUT " + WATCHER + "/packetCaptures/warm?api-version=2025-03-01");
        }
    }

    @Test
    void the_instances_of_a_scale_set_are_captured() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            MachineTarget target = new MachineTarget(id(SCALE_SET), List.of("0", "1"));
            SessionRequest request = new SessionRequest("c1", target, wish(), location());

            assertThat(ports.machines.look(target, budget())).isInstanceOf(Ready.class);
            PacketCaptureSession started = ports.watchers.start(ports.watcher(), request, budget());

            assertThat(started.target()).isEqualToIgnoringCase(SCALE_SET);
            assertThat(azure.exchanges().get(azure.exchanges().size() - 1).body())
                    .contains("\"targetType\":\"AzureVMSS\"")
                    .contains("\"include\":[\"0\",\"1\"]");
        }
    }

    @Test
    void a_status_that_takes_its_time_is_followed_through_signed_addresses() {
        try (ArmStandIn azure = standIn()
                .queryStatusIsLongRunning()
                .signedPollUrls()
                .operationTakes(Duration.ofMillis(200))
                .start()) {
            Ports ports = new Ports(azure);
            ports.watchers.start(ports.watcher(), request("c1"), budget());

            assertThat(ports.watchers.status(ports.watcher(), "c1", budget())).isPresent();
        }
    }

    @Test
    void lists_are_read_to_their_last_page() {
        try (ArmStandIn azure = standIn().pageSize(2).start()) {
            for (int i = 0; i < 5; i++) {
                azure.addForeignSession(WATCHER, "theirs-" + i, VM);
            }
            Ports ports = new Ports(azure);

            assertThat(ports.watchers.sessions(ports.watcher(), budget())).hasSize(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_name_that_exists_is_told_as_such(ExistingName answer) {
        try (ArmStandIn azure = standIn().existingName(answer).start()) {
            Ports ports = new Ports(azure);
            azure.addForeignSession(WATCHER, "c1", VM);

            ServiceException refusal = refusal(() -> ports.watchers.start(ports.watcher(), request("c1"), budget()));

            assertThat(refusal.kind()).isEqualTo(Kind.EXISTS);
        }
    }

    @Test
    void the_services_own_limit_is_told_as_such() {
        try (ArmStandIn azure = standIn().serviceLimit(1).start()) {
            Ports ports = new Ports(azure);
            azure.addForeignSession(WATCHER, "theirs", VM);

            ServiceException refusal = refusal(() -> ports.watchers.start(ports.watcher(), request("c1"), budget()));

            assertThat(refusal.kind()).isEqualTo(Kind.LIMIT);
        }
    }

    @Test
    void a_put_is_sent_once_whatever_becomes_of_it() {
        for (Fault.Effect effect : List.of(
                new Fault.Reset(),
                new Fault.AnswerLost(),
                new Fault.Answer(503, "ServiceUnavailable", "x"),
                new Fault.Hang(),
                new Fault.Drip())) {
            try (ArmStandIn azure = standIn().start()) {
                Ports ports = new Ports(azure);
                Watcher watcher = ports.watcher();
                azure.faults().add(Fault.once("PUT", "*packetCaptures*", effect));

                ServiceException refusal = refusal(() ->
                        ports.watchers.start(watcher, request("c1"), TimeBudget.of(CLOCK, Duration.ofMillis(1500))));

                assertThat(refusal.kind()).as(effect.toString()).isEqualTo(Kind.UNCERTAIN);
                assertThat(azure.faults().inForce()).as(effect.toString()).isEmpty();
                assertThat(azure.exchanges().stream()
                                .filter(exchange -> exchange.method().equals("PUT")))
                        .as(effect.toString())
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "409, AnotherOperationInProgress, BUSY",
        "412, PreconditionFailed, BUSY",
        "403, AuthorizationFailed, FORBIDDEN"
    })
    void refusals_are_told_apart(int status, String code, Kind kind) {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            Watcher watcher = ports.watcher();
            azure.faults().add(Fault.once("PUT", "*packetCaptures*", new Fault.Answer(status, code, "words")));

            assertThat(refusal(() -> ports.watchers.start(watcher, request("c1"), budget()))
                            .kind())
                    .isEqualTo(kind);
        }
    }

    @Test
    void throttling_says_how_long_to_wait() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            azure.faults().add(Fault.once("GET", "*networkWatchers*", new Fault.Throttle(17)));

            ServiceException refusal = refusal(ports::watcher);

            assertThat(refusal.kind()).isEqualTo(Kind.BUSY);
            assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(17));
        }
    }

    @Test
    void machines_that_cannot_be_captured_are_told_with_the_way_to_mend_it() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);

            azure.declare(linux().power(Machine.Power.DEALLOCATED));
            assertThat(ports.notReady(VM).reason()).contains("deallocated");
            assertThat(ports.notReady(ArmStandIn.machineId("rg-app", "ghost")).reason())
                    .contains("does not exist");
            assertThat(ports.notReady(ArmStandIn.machineId("rg-ghost", "vm1")).reason())
                    .contains("does not exist");
        }
    }

    @Test
    void a_machine_without_the_agent_gets_it_and_asking_again_changes_nothing() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            azure.declare(linux().agent(null));
            MachineTarget machine = machine(VM);
            NoAgent seen = (NoAgent) ports.machines.look(machine, budget());
            assertThat(seen.otherwise().fix()).contains("az vm extension set").contains("NetworkWatcherAgentLinux");

            ports.machines.installAgent(machine, seen, budget());
            assertThat(ports.machines.look(machine, budget())).isInstanceOf(AgentUnderWay.class);
            ports.machines.installAgent(machine, seen, budget());

            until(() -> ports.machines.look(machine, budget()), Ready.class::isInstance);
        }
    }

    @Test
    void a_region_without_a_watcher_gets_one_if_the_owner_wants_it() {
        try (ArmStandIn azure = standIn().start()) {
            Ports ports = new Ports(azure);
            Region north = Region.of("northeurope");
            assertThat(ports.watchers.find(ArmStandIn.SUBSCRIPTION, north, budget()))
                    .isEmpty();

            assertThat(ports.watchers.establish(ArmStandIn.SUBSCRIPTION, north, budget()))
                    .isPresent();

            assertThat(ports.watchers.find(ArmStandIn.SUBSCRIPTION, north, budget()))
                    .isPresent();
        }
    }

    // ---- what the tests are made of ----

    private static final CaptureFilter FILTER = new CaptureFilter(Protocol.TCP, "10.0.0.4", null, null, "443");

    private ArmStandIn.Builder standIn() {
        return ArmStandIn.builder()
                .folder(folder)
                .watcher("westeurope")
                .machine(linux())
                .scaleSet(ScaleSet.running(SCALE_SET, "westeurope", Machine.Os.LINUX, 2))
                .storageAccount(StorageAccount.standard(ACCOUNT, "westeurope"))
                .createTakes(Duration.ofMillis(100))
                .operationTakes(Duration.ofMillis(100))
                .uploadTakes(Duration.ofMillis(100));
    }

    private static Machine linux() {
        return Machine.running(VM, "westeurope", Machine.Os.LINUX);
    }

    private static void alert(Ports ports, String name) {
        ports.machines.look(machine(VM), budget());
        Watcher watcher = ports.watcher();
        ports.watchers.sessions(watcher, budget());
        ports.watchers.start(watcher, request(name), budget());
    }

    private static SessionRequest request(String name) {
        return new SessionRequest(name, machine(VM), wish(), location());
    }

    private static CaptureWish wish() {
        return new CaptureWish(new CaptureLimits(60, 1_000_000, 0), List.of(FILTER));
    }

    private static StorageLocation location() {
        return new StorageLocation(id(ACCOUNT), PATH, null);
    }

    private static MachineTarget machine(String id) {
        return new MachineTarget(id(id), List.of());
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    private static TimeBudget budget() {
        return TimeBudget.of(CLOCK, Duration.ofSeconds(10));
    }

    private static ServiceException refusal(ThrowingCallable call) {
        ServiceException refusal = catchThrowableOfType(ServiceException.class, call);
        assertThat(refusal).as("the call should have failed").isNotNull();
        return refusal;
    }

    /** The stand-in works in real time. */
    private static <T> T until(Supplier<T> ask, Predicate<T> isSo) {
        return Polling.until(Duration.ofSeconds(30), ask, isSo, String::valueOf);
    }

    private static final class Ports {
        final AzureNetworkWatchers watchers;
        final AzureMachines machines;

        Ports(ArmStandIn azure) {
            AzureAccess access = new AzureAccess(URI.create(azure.httpUrl()), Login.NONE, null, "NetworkWatcherRG");
            ArmClient arm = new ArmClient(access, new Credentials(access, Map.of()), "1.2.3", CLOCK);
            watchers = new AzureNetworkWatchers(arm, access.createWatcherIn(), CLOCK);
            machines = new AzureMachines(arm, MachineTags.NONE);
        }

        Watcher watcher() {
            return watchers.find(ArmStandIn.SUBSCRIPTION, REGION, budget()).orElseThrow();
        }

        NotReady notReady(String id) {
            return (NotReady) machines.look(machine(id), budget());
        }
    }
}
