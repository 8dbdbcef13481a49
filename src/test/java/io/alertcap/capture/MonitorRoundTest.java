package io.alertcap.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.Region;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.storage.BlobCaptureLedger;
import io.alertcap.storage.Blobs;
import io.alertcap.storage.InMemoryBlobs;
import io.alertcap.storage.InMemoryBlobs.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a round reads, in which order, and how it shares its time. Over the real ledger code. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonitorRoundTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final MutableClock clock = new MutableClock(CaptureWorld.START);
    private final InMemoryBlobs blobs = new InMemoryBlobs(clock);
    private final BlobCaptureLedger ledger = new BlobCaptureLedger(blobs, clock, pause -> {});
    private final FakeFiles files = new FakeFiles(clock);
    private final FakeAzure azure = new FakeAzure(clock, files);
    private final RecordingNotifier notifier = new RecordingNotifier("ops");
    private final List<String> journal = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newFixedThreadPool(Hands.MOST - 1);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private Captures host(CapturePolicy policy, Executor helpers) {
        return Captures.of(
                policy,
                ledger,
                azure,
                azure,
                files,
                FakeCases.keeping(),
                new FakeSurroundings(),
                notifier,
                Runnable::run,
                helpers,
                "host");
    }

    private Captures host() {
        return host(CapturePolicies.some().limit(100).build(), Runnable::run);
    }

    private String deliver(Captures host, String alertId, Severity severity, String machine) {
        Decision decision = host.intake()
                .receive(
                        CaptureWorld.alert(alertId, severity, Map.of(), machine),
                        "{}",
                        AlertIntake.Sender.UNNAMED,
                        errand(CaptureWorld.WEBHOOK))
                .decisions()
                .get(0);
        return Objects.requireNonNull(decision.captureId());
    }

    private List<String> deliver(Captures host, int alerts) {
        return deliver(host, "vm", alerts);
    }

    private List<String> deliver(Captures host, String machines, int alerts) {
        return IntStream.range(0, alerts)
                .mapToObj(i -> deliver(host, machines + " " + i, Severity.SEV2, machines + i))
                .toList();
    }

    private Errand errand(Duration length) {
        return new Errand(TimeBudget.of(clock, length), journal::add, true);
    }

    private TickReport tick(Captures host) {
        return host.monitor().tick(errand(CaptureWorld.TICK));
    }

    private static boolean readsRecord(InMemoryBlobs.Call call) {
        return call.kind() == Kind.GET && call.name().startsWith("captures/");
    }

    private int statusCalls() {
        return (int) azure.count("status");
    }

    private boolean wasAsked(String id) {
        return ledger.find(id).orElseThrow().value().session().askedAt() != null;
    }

    @Test
    void leaves_time_to_act_when_storage_is_slow_and_begins_the_next_round_where_it_stopped() {
        Captures host = host();
        List<String> ids = deliver(host, 30);
        clock.advance(Duration.ofMinutes(1));
        blobs.before(call -> {
            if (readsRecord(call)) {
                clock.advance(SHORT);
            }
        });
        int asked = statusCalls();
        blobs.forgetCalls();

        TickReport report = tick(host);

        assertThat(blobs.calls().stream().filter(MonitorRoundTest::readsRecord))
                .as("one a second, for half of 30 s")
                .hasSize(16);
        assertThat(statusCalls() - asked).isEqualTo(16);
        assertThat(report.problems()).containsExactly("storage is slow: 14 open records were left for the next round");

        tick(host);

        assertThat(ids).allSatisfy(id -> assertThat(wasAsked(id)).isTrue());
    }

    @Test
    void a_call_that_hangs_holds_up_its_own_record_only() throws Exception {
        Captures host = host(CapturePolicies.some().limit(100).build(), threads);
        List<String> ids = deliver(host, 4);
        clock.advance(Duration.ofMinutes(1));
        CountDownLatch othersRead = new CountDownLatch(3);
        blobs.before(call -> {
            if (call.kind() == Kind.GET && call.name().equals("captures/" + ids.get(0) + ".json")) {
                await(othersRead);
            } else if (readsRecord(call)) {
                othersRead.countDown();
            }
        });
        int asked = statusCalls();

        TickReport report = tick(host);

        assertThat(report.problems()).isEmpty();
        assertThat(statusCalls() - asked).isEqualTo(4);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void one_record_that_cannot_be_read_keeps_no_hand_from_the_others() {
        Captures host = host(CapturePolicies.some().limit(100).build(), threads);
        List<String> ids = deliver(host, 10);
        clock.advance(Duration.ofMinutes(1));
        String bad = "captures/" + ids.get(3) + ".json";
        blobs.put(bad, new byte[] {'?'}, Map.of(), new Blobs.Condition.Always());
        int asked = statusCalls();

        TickReport report = tick(host);

        assertThat(statusCalls() - asked).isEqualTo(9);
        assertThat(report.problems()).singleElement().asString().contains(bad);
    }

    @Test
    void asks_for_the_most_urgent_first_when_it_may_not_ask_for_all() {
        Captures host = host();
        String longDue = deliver(host, "a", Severity.SEV2, "vm1");
        clock.advance(Duration.ofSeconds(10));
        String justDue = deliver(host, "b", Severity.SEV2, "vm2");
        clock.advance(Duration.ofMinutes(1));

        Errand once = new Errand(TimeBudget.of(clock, CaptureWorld.TICK), journal::add, true, new AtomicInteger(1));
        host.monitor().tick(once);

        assertThat(wasAsked(longDue)).isTrue();
        assertThat(wasAsked(justDue)).isFalse();
    }

    // ---- a region that does not answer --------------------------------------------------------------------------

    private static final Region SICK = Region.of("eastus");

    /** Machines whose names begin with "sick" are in a region whose Network Watcher does not answer, once it is sick. */
    private final class TwoRegions extends OtherWatchers implements Machines {
        private volatile boolean isSick;
        /** What has to come from the other region before the sick one's call is given up. */
        private final CountDownLatch statuses;

        private final CountDownLatch lists = new CountDownLatch(1);

        TwoRegions(int statuses) {
            super(azure);
            this.statuses = new CountDownLatch(statuses);
        }

        @Override
        public Condition look(MachineTarget target, TimeBudget budget) {
            return target.id().name().startsWith("sick") ? new Ready(SICK, "Linux") : azure.look(target, budget);
        }

        @Override
        public void installAgent(MachineTarget target, NoAgent seen, TimeBudget budget) {
            azure.installAgent(target, seen, budget);
        }

        @Override
        public Optional<Watcher> find(String subscriptionId, Region region, TimeBudget budget) {
            ResourceId id = CapturePolicies.id(azure.watcher().id() + "_" + region.name());
            return Optional.of(region.equals(SICK) ? new Watcher(id, SICK) : azure.watcher());
        }

        @Override
        public List<PacketCaptureSession> sessions(Watcher watcher, TimeBudget budget) {
            ask(watcher, budget, lists);
            return super.sessions(watcher, budget);
        }

        @Override
        public Optional<SessionStatus> status(Watcher watcher, String name, TimeBudget budget) {
            ask(watcher, budget, statuses);
            return super.status(watcher, name, budget);
        }

        private void ask(Watcher watcher, TimeBudget budget, CountDownLatch others) {
            if (!isSick) {
                return;
            }
            if (!watcher.region().equals(SICK)) {
                others.countDown();
                return;
            }
            Instant end = clock.instant().plus(budget.atMost(Duration.ofSeconds(15)));
            await(others);
            // Calls that hang side by side end together.
            clock.advanceTo(end);
            throw FakeAzure.says(ServiceException.Kind.UNCERTAIN, 0, "no answer in time");
        }
    }

    private Captures host(TwoRegions regions) {
        CapturePolicy policy = CapturePolicies.some()
                .limit(100)
                .storingToo(SICK)
                .watch(Duration.ofMinutes(5))
                .build();
        return Captures.of(
                policy,
                ledger,
                regions,
                regions,
                files,
                FakeCases.keeping(),
                new FakeSurroundings(),
                notifier,
                Runnable::run,
                threads,
                "host");
    }

    @Test
    void a_region_that_hangs_holds_up_no_capture_of_another() {
        TwoRegions regions = new TwoRegions(20);
        Captures host = host(regions);
        deliver(host, "sick", 20);
        List<String> well = deliver(host, "well", 20);
        clock.advance(Duration.ofMinutes(1));
        regions.isSick = true;

        tick(host);

        assertThat(well).allSatisfy(id -> assertThat(wasAsked(id)).isTrue());
    }

    @Test
    void a_region_that_hangs_takes_neither_the_watch_from_another_nor_its_message() {
        TwoRegions regions = new TwoRegions(0);
        Captures host = host(regions);
        deliver(host, "sick", 20);
        clock.advance(Duration.ofMinutes(1));
        azure.foreign("looking", "web1");
        regions.isSick = true;

        TickReport report = tick(host);

        assertThat(notifier.arrived())
                .extracting(arrived -> arrived.notice().kind())
                .containsExactly(NoticeKind.FOREIGN);
        assertThat(report.problems())
                .singleElement()
                .asString()
                .startsWith("watch on captures in " + CapturePolicies.SUBSCRIPTION + "/" + SICK.name());
    }
}
