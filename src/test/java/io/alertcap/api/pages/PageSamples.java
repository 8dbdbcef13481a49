package io.alertcap.api.pages;

import io.alertcap.alert.FieldError;
import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.alert.Warning;
import io.alertcap.api.CapturesApi;
import io.alertcap.capture.CaptureFile;
import io.alertcap.capture.CaptureFilter;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CapturePolicies;
import io.alertcap.capture.CapturePolicy;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Check;
import io.alertcap.capture.Decision;
import io.alertcap.capture.FakeAzure;
import io.alertcap.capture.FakeFiles;
import io.alertcap.capture.HoldAnswer;
import io.alertcap.capture.InMemoryLedger;
import io.alertcap.capture.Message;
import io.alertcap.capture.MutableClock;
import io.alertcap.capture.NetworkWatchers;
import io.alertcap.capture.NoticeKind;
import io.alertcap.capture.OtherWatchers;
import io.alertcap.capture.Outcome;
import io.alertcap.capture.PacketCaptureSession;
import io.alertcap.capture.Protocol;
import io.alertcap.capture.ServiceRequest;
import io.alertcap.capture.Session;
import io.alertcap.capture.SessionDetail;
import io.alertcap.capture.SessionLook;
import io.alertcap.capture.SlotBook;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Trigger;
import io.alertcap.capture.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An estate with a capture in every state, and a doctor with something to say. */
final class PageSamples {
    static final String RUNNING = "running000000000";
    static final String COMPLETE = "complete00000000";
    static final String HOSTILE = "hostile000000000";

    /** What an attacker would like to see on a page. */
    static final String ATTACK = "</title><script>alert('1')</script><img src=x onerror=alert(2)>\" onmouseover=\"x";

    private static final Region WEST = Region.of("westeurope");
    private final Clock clock;
    private final Instant now;

    PageSamples(Clock clock) {
        this.clock = clock;
        this.now = clock.instant();
    }

    /** What the pages show of these samples. */
    Pages.Source source(InMemoryLedger ledger) {
        return new Pages.Source(
                new CapturesApi(ledger, new SessionLook(watchers(), clock), clock), PageSamples::doctor, policy());
    }

    /** With something to choose from. */
    static CapturePolicy policy() {
        return CapturePolicies.some()
                .profiles(Map.of(
                        "web",
                        new CaptureWish(
                                new CaptureLimits(300, 1_073_741_824L, 0),
                                List.of(
                                        new CaptureFilter(Protocol.TCP, null, "80", null, null),
                                        new CaptureFilter(Protocol.TCP, null, "443", null, null))),
                        "short",
                        new CaptureWish(new CaptureLimits(10, 104_857_600L, 96), List.of())))
                .build();
    }

    /** Azure has the one that runs, with a smaller size limit than was asked for. */
    private NetworkWatchers watchers() {
        MutableClock still = new MutableClock(now);
        return new OtherWatchers(new FakeAzure(still, new FakeFiles(still))) {
            @Override
            public Optional<SessionDetail> detail(Watcher watcher, String name, TimeBudget budget) {
                CaptureRecord running = running();
                return name.equals(running.name())
                        ? Optional.of(new SessionDetail(
                                new PacketCaptureSession(
                                        name,
                                        watcher.id() + "/packetCaptures/" + name,
                                        running.target().id().toString(),
                                        running.location().storagePath(),
                                        null,
                                        "Succeeded",
                                        300,
                                        536_870_912L,
                                        0L,
                                        running.wish().filters()),
                                "W/\"0c1f4e7a-52a5-4c1f-9a0e-7d1c9d2f6a51\"",
                                "AzureVM",
                                List.of(),
                                List.of(),
                                CapturePolicies.ACCOUNT.toString()))
                        : Optional.empty();
            }
        };
    }

    InMemoryLedger ledger() {
        InMemoryLedger ledger = new InMemoryLedger(clock);
        String key = CapturePolicies.SUBSCRIPTION + "/westeurope";
        ledger.saveSlots(
                key,
                ledger.slots(key),
                new SlotBook(
                        List.of(),
                        List.of(),
                        List.of(
                                new SlotBook.Foreign(
                                        "netops-trace-17",
                                        machine("vm-mail-02").id().toString(),
                                        null),
                                new SlotBook.Foreign(
                                        "pc-2026-02-27",
                                        machine("vm-db-04").id().toString(),
                                        now.minusSeconds(200))),
                        now.minusSeconds(127)));
        ledger.saveTick(new TickReport(now.minusSeconds(12), 4, now.minusSeconds(160), 1, List.of()));
        List.of(
                        ended("lost000000000000", "vm-batch-07", Outcome.LOST, 2_800, "No file came within 24 h."),
                        ended(
                                "refused000000000",
                                "vm-legacy-02",
                                Outcome.REFUSED,
                                2_100,
                                "The Network Watcher extension is not installed. az vm extension set --subscription s1"
                                        + " --resource-group rg-web --vm-name vm-legacy-02 --name NetworkWatcherAgentLinux"
                                        + " --publisher Microsoft.Azure.NetworkWatcher"),
                        ended(
                                        "covered000000000",
                                        "vm-web-01",
                                        Outcome.COVERED,
                                        1_500,
                                        "Another capture of the machine runs.")
                                .change()
                                .coveredBy(COMPLETE)
                                .done(),
                        ended("truncated0000000", "vm-db-01", Outcome.TRUNCATED, 900, null)
                                .change()
                                .file(file("truncated0000000", 1_073_741_824L, 1_398_221))
                                .done(),
                        ended(
                                        "stopped000000000",
                                        "vmss-api",
                                        Outcome.STOPPED,
                                        700,
                                        "A stop was asked for by an operator.")
                                .change()
                                .file(file("stopped000000000", 48_213_094L, 61_877))
                                .done(),
                        complete(),
                        hostile(),
                        open("queued0000000000", "vm-web-03", CaptureState.QUEUED, 30)
                                .change()
                                .reason("10 captures of westeurope run (4 ours, 6 of others), and the limit is 10.")
                                .done(),
                        open("collecting000000", "vm-db-02", CaptureState.COLLECTING, 400)
                                .change()
                                .startedAt(now.minusSeconds(395))
                                .stoppedAt(now.minusSeconds(90))
                                .file(new CaptureFile(
                                        CaptureFile.State.GROWING,
                                        blob("collecting000000"),
                                        null,
                                        12_582_912L,
                                        null,
                                        null,
                                        null,
                                        null,
                                        now,
                                        List.of()))
                                .done(),
                        running())
                .forEach(ledger::put);
        return ledger;
    }

    CaptureRecord running() {
        return open(RUNNING, "vm-web-01", CaptureState.RUNNING, 130)
                .change()
                .startedAt(now.minusSeconds(125))
                .location(new StorageLocation(CapturePolicies.ACCOUNT, blob(RUNNING), null))
                .session(session("Running", null))
                .event(now.minusSeconds(127), "starting", "NetworkWatcher_westeurope, slot 3 of 10")
                .event(now.minusSeconds(125), "running", "the service accepted it")
                .done();
    }

    private CaptureRecord complete() {
        return ended(COMPLETE, "vm-web-01", Outcome.COMPLETE, 1_600, null)
                .change()
                .warnings(List.of(
                        new Warning("captureDuration", "PT9H is longer than ALERTCAP_MAX_DURATION; PT5M was taken")))
                .covers(List.of("covered000000000"))
                .file(file(COMPLETE, 48_213_094L, 61_877))
                .session(session("Stopped", "TimeExceeded"))
                .messages(
                        List.of(message("teams", Message.State.DELIVERED), message("webhook-1", Message.State.WAITING)))
                .event(now.minusSeconds(1_598), "starting", "NetworkWatcher_westeurope, slot 1 of 10")
                .event(now.minusSeconds(1_596), "running", "the service accepted it")
                .event(now.minusSeconds(1_292), "collecting", "the service says Stopped (TimeExceeded)")
                .event(now.minusSeconds(1_255), "examining", "48,213,094 bytes")
                .event(now.minusSeconds(1_250), "closing", "complete")
                .event(now.minusSeconds(1_249), "finished", "complete")
                .done();
    }

    private CaptureRecord hostile() {
        return ended(HOSTILE, "vm-web-09", Outcome.FAILED, 500, ATTACK)
                .change()
                .event(now, ATTACK, ATTACK)
                .done();
    }

    private CaptureRecord open(String id, String machine, CaptureState state, long secondsAgo) {
        Instant at = now.minusSeconds(secondsAgo);
        return CaptureRecord.requested(
                        id,
                        new Trigger(
                                Trigger.Kind.ALERT,
                                id.equals(HOSTILE) ? ATTACK : "network-out-high-westeurope",
                                "/subscriptions/s1/providers/Microsoft.AlertsManagement/alerts/" + id,
                                Severity.SEV2,
                                at.minusSeconds(40)),
                        machine(machine),
                        new CaptureWish(
                                new CaptureLimits(300, 1_073_741_824L, 0),
                                List.of(
                                        new CaptureFilter(Protocol.TCP, null, "443", null, null),
                                        new CaptureFilter(
                                                Protocol.UDP, "10.0.0.4", null, "10.1.0.0-10.1.255.255", "53"))),
                        List.of(),
                        at,
                        now.plus(Duration.ofMinutes(14)))
                .change()
                .state(state)
                .region(WEST)
                .os("Linux")
                .name(name(machine, id))
                .done();
    }

    private CaptureRecord ended(String id, String machine, Outcome outcome, long secondsAgo, @Nullable String reason) {
        return open(id, machine, CaptureState.FINISHED, secondsAgo)
                .change()
                .outcome(outcome)
                .reason(reason)
                .startedAt(now.minusSeconds(secondsAgo - 4))
                .stoppedAt(now.minusSeconds(secondsAgo - 308))
                .finishedAt(now.minusSeconds(secondsAgo - 350))
                .done();
    }

    /** One that ended well, dated now. */
    CaptureRecord ended(String id, String machine) {
        return ended(id, machine, Outcome.COMPLETE, 0, null);
    }

    private Session session(String status, @Nullable String stopReason) {
        ResourceId watcher = id(
                "/subscriptions/" + CapturePolicies.SUBSCRIPTION
                        + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope");
        return new Session(
                watcher + "/packetCaptures/" + name("vm-web-01", RUNNING),
                new Watcher(watcher, WEST),
                null,
                status,
                stopReason,
                List.of(),
                now.minusSeconds(5),
                now.minusSeconds(120),
                now.plusSeconds(175),
                null,
                null);
    }

    private CaptureFile file(String id, long bytes, long packets) {
        return new CaptureFile(
                CaptureFile.State.ARRIVED,
                blob(id),
                null,
                bytes,
                packets,
                "767e065f92d8803314820e0b0f8cb45d3e657416dd1a623613920f3a51281ec0",
                "pcap",
                null,
                now,
                List.of(),
                new CaptureFile.Contents(
                        bytes - 24 - 16 * packets,
                        bytes - 24 - 16 * packets,
                        now.minusSeconds(1_594),
                        now.minusSeconds(1_296)));
    }

    private Message message(String to, Message.State state) {
        return new Message(
                COMPLETE + "-finished",
                NoticeKind.FINISHED,
                to,
                state,
                1,
                now,
                now,
                state == Message.State.WAITING ? "HTTP 503" : null);
    }

    private static String blob(String id) {
        return "https://stcapwesteurope.blob.core.windows.net/captures/2026/03/01/" + id + "/" + name("vm-web-01", id)
                + ".cap";
    }

    private static String name(String machine, String id) {
        return machine + "-20260301T115345Z-" + id;
    }

    static MachineTarget machine(String name) {
        return MachineTarget.of(id("/subscriptions/" + CapturePolicies.SUBSCRIPTION
                        + "/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/" + name))
                .orElseThrow();
    }

    private static ResourceId id(String text) {
        return ResourceId.parse(text).orElseThrow();
    }

    /** Of a machine: something wrong, something unknown. Of the deployment: all is well. */
    static List<Check> doctor(Optional<MachineTarget> machine) {
        Check settings = check("settings", null, Check.State.OK, "All settings are legal.", null);
        Check identity =
                check("identity", null, Check.State.OK, "Azure Resource Manager knows the app's identity.", null);
        Check storage = check(
                "storage",
                "westeurope",
                Check.State.OK,
                "stcapwesteurope is Standard, in the region, and takes shared access signatures.",
                null);
        if (machine.isEmpty()) {
            return List.of(
                    settings,
                    identity,
                    check("ledger", null, Check.State.OK, "It answers.", null),
                    storage,
                    check("limit", "westeurope", Check.State.OK, "3 of 10 (1 ours, 2 of others)", null),
                    check(
                            "rules",
                            null,
                            Check.State.SKIPPED,
                            "the app is not told which action groups call it (ALERTCAP_ACTION_GROUPS)",
                            null));
        }
        return List.of(
                settings,
                identity,
                check("machine", null, Check.State.OK, "It is there, in westeurope, with Linux.", null),
                check("power", null, Check.State.OK, "Nothing is wrong with it.", null),
                storage,
                check(
                        "files",
                        "westeurope",
                        Check.State.UNKNOWN,
                        "There was no time left to look.",
                        "ask again in a minute; if it stays so, look at Azure's status"),
                check(
                        "reach",
                        "168.63.129.16:8037",
                        Check.State.WRONG,
                        "TCP from 10.0.0.4 to 168.63.129.16:8037 (the platform's agent service) is denied by the rule securityRules/NoPlatform.",
                        "allow outbound TCP to 168.63.129.16 on port 8037 in the network security group of the machine's interface or subnet, before that rule"),
                check("ledger", null, Check.State.OK, "It answers.", null));
    }

    private static Check check(
            String name, @Nullable String about, Check.State state, String evidence, @Nullable String fix) {
        return new Check(name, about, state, evidence, fix);
    }

    /** Takes an order for a machine, and no other. */
    static final class SampleOrders implements Orders {
        @Override
        public CapturePolicy policy() {
            return PageSamples.policy();
        }

        @Override
        public Placed start(Map<String, String> fields, String key, boolean preview) {
            if (!fields.containsKey("target")) {
                return new Placed(
                        null,
                        List.of(
                                new FieldError(
                                        "target",
                                        "is missing: the id of a virtual machine, of a scale set or of one of its"
                                                + " instances"),
                                new FieldError("filters[0].localPort", "must be a port from 1 to 65535")),
                        List.of());
            }
            return new Placed(
                    new Decision(
                            String.valueOf(fields.get("target")),
                            Decision.Kind.STARTED,
                            preview ? null : RUNNING,
                            null,
                            new ServiceRequest(
                                    "PUT",
                                    "https://management.azure.com/subscriptions/" + CapturePolicies.SUBSCRIPTION
                                            + "/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope/packetCaptures/vm-web-01?api-version=2025-03-01",
                                    "{\n  \"properties\" : {\n    \"target\" : \"" + fields.get("target")
                                            + "\",\n    \"timeLimitInSeconds\" : 300\n  }\n}")),
                    List.of(),
                    List.of(new Warning(
                            "filters[0].localIPAddress",
                            "127.0.0.1 is the loopback address, whose packets do not pass the network interface: the"
                                    + " filter would catch nothing")));
        }

        @Override
        public Optional<CaptureRecord> stop(String id) {
            return Optional.empty();
        }

        @Override
        public Optional<HoldAnswer> hold(String id, String reason) {
            return Optional.empty();
        }

        @Override
        public Optional<CaptureRecord> release(String id) {
            return Optional.empty();
        }
    }
}
