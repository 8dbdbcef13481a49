package io.alertcap.bench;

import io.alertcap.alert.MachineTarget;
import io.alertcap.alert.ResourceId;
import io.alertcap.alert.Severity;
import io.alertcap.capture.CaptureLedger.OpenEntry;
import io.alertcap.capture.CaptureLimits;
import io.alertcap.capture.CaptureRecord;
import io.alertcap.capture.CaptureState;
import io.alertcap.capture.CaptureWish;
import io.alertcap.capture.Errand;
import io.alertcap.capture.StorageLocation;
import io.alertcap.capture.TickReport;
import io.alertcap.capture.TimeBudget;
import io.alertcap.capture.Trigger;
import io.alertcap.local.Azurite;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.storage.Blobs;
import io.alertcap.storage.Blobs.Blob;
import io.alertcap.storage.Blobs.Condition;
import io.alertcap.storage.Blobs.Item;
import io.alertcap.storage.InMemoryBlobs;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What a round of the monitor costs: with an empty ledger, with a long history, and with many captures open, of which none
 * is due and then all are. Rounds with eight hands and, as the peer, with one are interleaved over the same records.
 *
 * <p>Arguments: records of history (10000), open captures (1000), pairs (5), and how long a storage call takes in
 * milliseconds. Without the last the ledger is in Azurite, which looks through all of its blobs at each request: with
 * thousands of records that is what is measured. With it the ledger is in memory, and each call waits for so long.
 */
public final class MonitorCost {
    /** A round may take as long as it likes here, so that the work is the same for all. */
    private static final Duration BUDGET = Duration.ofMinutes(10);

    private final LocalEstate estate;
    private final int pairs;

    private MonitorCost(LocalEstate estate, int pairs) {
        this.estate = estate;
        this.pairs = pairs;
    }

    public static void main(String[] arguments) {
        int history = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int open = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        int pairs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        try (LocalEstate estate = LocalEstate.start(Path.of("target", "bench", "monitor-cost"))) {
            MonitorCost bench = new MonitorCost(estate, pairs);
            Blobs ledger = arguments.length > 3
                    ? slow(Duration.ofMillis(Long.parseLong(arguments[3])))
                    : CountedApp.ledgers(estate, "bench-monitor");
            bench.run(ledger, history, open);
        }
    }

    private static Blobs slow(Duration each) {
        InMemoryBlobs blobs = new InMemoryBlobs(Clock.systemUTC());
        return (Blobs) Proxy.newProxyInstance(
                Blobs.class.getClassLoader(), new Class<?>[] {Blobs.class}, (proxy, method, call) -> {
                    LockSupport.parkNanos(each.toNanos());
                    return method.invoke(blobs, call);
                });
    }

    private void run(Blobs ledger, int history, int open) {
        CountedApp alone = CountedApp.over(ledger, estate, 10_000, Runnable::run);
        CountedApp several = CountedApp.over(ledger, estate, 10_000, CountedApp.helpers());
        rounds(several, "empty ledger");
        writeHistory(several, history);
        rounds(several, history + " records of history");

        // A file that has not come: a round claims, looks, saves.
        write(several, "open", open, CaptureState.COLLECTING, Duration.ofHours(12));
        pairs(alone, several, "none of " + open + " due", () -> {});
        pairs(alone, several, "all " + open + " due", () -> makeDue(several));
    }

    private void rounds(CountedApp app, String what) {
        tick(app);
        app.blobs().calls();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            seconds.add(time(app, what, () -> tick(app)));
        }
        System.out.printf(Locale.ROOT, "%s: median %.3f s%n", what, Statistics.median(seconds));
    }

    private void pairs(CountedApp alone, CountedApp several, String what, Runnable prepare) {
        tick(alone);
        tick(several);
        List<Double> one = new ArrayList<>();
        List<Double> eight = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            for (CountedApp app : i % 2 == 0 ? List.of(alone, several) : List.of(several, alone)) {
                prepare.run();
                app.blobs().calls();
                String hands = app.equals(alone) ? ", one hand" : ", eight hands";
                (app.equals(alone) ? one : eight).add(time(app, what + hands, () -> tick(app)));
            }
            ratios.add(eight.get(i) / one.get(i));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: medians %.2f s with one hand, %.2f s with eight; median of the ratios %.2f (%.2f to %.2f)%n",
                what,
                Statistics.median(one),
                Statistics.median(eight),
                Statistics.median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    private static void write(CountedApp app, String prefix, int records, CaptureState state, Duration dueIn) {
        app.ledger().open();
        Instant now = app.ledger().now();
        MachineTarget machine = MachineTarget.of(ResourceId.parse(ArmStandIn.machineId("rg-web", "vm-web-01"))
                        .orElseThrow())
                .orElseThrow();
        ResourceId account = ResourceId.parse(ArmStandIn.storageAccountId("rg-web", Azurite.ACCOUNT))
                .orElseThrow();
        IntStream.range(0, records).parallel().forEach(i -> {
            String id = prefix + "-" + i;
            CaptureRecord record = CaptureRecord.requested(
                    id,
                    new Trigger(Trigger.Kind.ALERT, "bench", id, Severity.UNKNOWN, now),
                    machine,
                    new CaptureWish(new CaptureLimits(300, 1_073_741_824L, 0), List.of()),
                    List.of(),
                    now,
                    now.plus(Duration.ofHours(24)));
            String path = "http://127.0.0.1/" + Azurite.ACCOUNT + "/captures/" + id + "/" + id + ".cap";
            app.ledger()
                    .create(record.change()
                            .state(state)
                            .name(id)
                            .location(new StorageLocation(account, path, null))
                            .stoppedAt(now)
                            .nextAt(now.plus(dueIn))
                            .done());
        });
        app.blobs().calls();
    }

    /** What one finished capture leaves in the ledger, under many names: Azurite takes minutes for each record's whole life. */
    private static void writeHistory(CountedApp app, int records) {
        write(app, "past", 1, CaptureState.FINISHED, Duration.ZERO);
        app.ledger().open().forEach(app.ledger()::retire);
        for (String prefix : List.of("captures/", "history/")) {
            for (Item left : app.blobs().list(prefix, null, 10).value().items()) {
                Blob blob = app.blobs().get(left.name()).value().orElseThrow();
                String text = new String(blob.content(), StandardCharsets.UTF_8);
                IntStream.range(1, records)
                        .parallel()
                        .forEach(i -> app.blobs()
                                .put(
                                        left.name().replace("past-0", "past-" + i),
                                        text.replace("past-0", "past-" + i).getBytes(StandardCharsets.UTF_8),
                                        blob.metadata(),
                                        new Condition.IfAbsent()));
            }
        }
        app.blobs().calls();
    }

    private static void makeDue(CountedApp app) {
        Instant now = app.ledger().now();
        app.ledger().open().parallelStream()
                .map(OpenEntry::id)
                .map(id -> app.ledger().find(id).orElseThrow())
                .forEach(record -> {
                    CaptureRecord due = record.value()
                            .change()
                            .nextAt(now.minusSeconds(1))
                            .attempts(0)
                            .done();
                    if (app.ledger().save(record, due).isEmpty()) {
                        throw new IllegalStateException("Somebody else changes " + due.id());
                    }
                });
        app.blobs().calls();
    }

    private static int tick(CountedApp app) {
        Errand errand = new Errand(TimeBudget.of(Clock.systemUTC(), BUDGET), line -> {}, true);
        TickReport report = app.captures().monitor().tick(errand);
        if (!report.problems().isEmpty()) {
            throw new IllegalStateException("The round had problems: " + report.problems());
        }
        return report.open();
    }

    private double time(CountedApp app, String what, Supplier<Integer> work) {
        estate.arm().forgetExchanges();
        long start = System.nanoTime();
        int seen = work.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-44s %8.3f s %7d calls to the ledger %4d to ARM %6d captures%n",
                what,
                seconds,
                app.blobs().calls(),
                estate.arm().exchanges().size(),
                seen);
        return seconds;
    }
}
