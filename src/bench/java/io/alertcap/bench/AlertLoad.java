package io.alertcap.bench;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.sun.management.OperatingSystemMXBean;
import io.alertcap.alert.AlertReader;
import io.alertcap.capture.AlertIntake;
import io.alertcap.capture.Errand;
import io.alertcap.capture.TimeBudget;
import io.alertcap.local.AppProcess;
import io.alertcap.local.Azurite;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Alerts at full speed, each for a machine of its own, by eight clients: taken by 1, 2 and 4 processes of the packaged app,
 * and by the tutorial's sequence of calls (find the watcher, get it, list its captures twice, create one), which keeps no
 * record and checks nothing. All in one run, round by round, in an order that is drawn anew. After each burst the monitor
 * takes what was not done, and it is counted whether each alert got its capture. Arguments: alerts for each (200), rounds
 * (3), regions that the machines are in (1 or 2).
 */
public final class AlertLoad {
    private static final int CLIENTS = 8;
    private static final int WARM_UP = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String VERSION = "?api-version=2024-07-01";
    private static final String CONTAINER = "load";
    private static final String TUTORIAL = "the tutorial's calls";
    private static final List<String> REGIONS = List.of("westeurope", "centralus");
    private static final Pattern DECISION = Pattern.compile("\"decision\"\\s*:\\s*\"(\\w+)\"");

    private final LocalEstate estate;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<AppProcess> apps = new ArrayList<>();
    private final Map<String, List<Burst>> bursts = new LinkedHashMap<>();
    private final int alerts;
    private final int regions;
    private int machines;

    /** Takes one alert and says what was decided. */
    private interface Taker {
        String take(int number, String machineId) throws IOException, InterruptedException;
    }

    /** What came of some alerts that were sent at once; times in milliseconds, CPU in seconds a second. */
    private record Burst(
            double rate,
            List<Double> answers,
            double armCalls,
            double storageCpu,
            double appCpu,
            double ownCpu,
            Map<String, Long> decisions,
            int unstarted) {}

    private AlertLoad(LocalEstate estate, int alerts, int regions) {
        this.estate = estate;
        this.alerts = alerts;
        this.regions = regions;
    }

    public static void main(String[] arguments) throws Exception {
        int alerts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        int regions = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        try (LocalEstate estate = LocalEstate.start(
                Path.of("target", "bench", "alert-load"),
                LocalEstate.Ports.free(),
                null,
                (arm, azurite) -> arm.withoutRateLimits())) {
            AlertLoad load = new AlertLoad(estate, alerts, regions);
            load.startApps();
            load.run(rounds);
            load.storageCalls(1, 1);
            for (int instances : List.of(1, 2, 4)) {
                load.storageCalls(instances, CLIENTS);
            }
        }
    }

    private void startApps() throws IOException, InterruptedException {
        for (int i = 0; i < 4; i++) {
            AppProcess app = estate.startApp(
                    Map.of("ALERTCAP_CAPTURE_LIMIT", "10000", "ALERTCAP_STATE_CONTAINER", CONTAINER), false);
            apps.add(app);
            for (int j = 0; j < WARM_UP; j++) {
                post(app, machine());
            }
        }
    }

    private void run(int rounds) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.printf(
                "%d rounds of %d alerts each by %d clients, in %d region(s), order by seed %d%n",
                rounds, alerts, CLIENTS, regions, seed);
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 4));
        for (int i = 0; i < rounds; i++) {
            Collections.shuffle(order, random);
            for (int processes : order) {
                if (processes == 0) {
                    burst(TUTORIAL, this::tutorial);
                } else {
                    burst(
                            "app, processes: " + processes,
                            (number, machine) -> post(apps.get(number % processes), machine));
                }
            }
        }
        System.out.printf(
                "%-22s %9s %15s %7s %7s %7s %9s %22s%n",
                "medians",
                "alerts/s",
                "of the tutorial",
                "p50 ms",
                "p99 ms",
                "most",
                "ARM calls",
                "CPU store, app, own");
        new TreeMap<>(bursts).forEach(this::print);
    }

    private void print(String what, List<Burst> all) {
        List<Double> answers =
                all.stream().flatMap(burst -> burst.answers().stream()).toList();
        List<Double> ratios = IntStream.range(0, all.size())
                .mapToObj(i -> all.get(i).rate() / bursts.get(TUTORIAL).get(i).rate())
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%-22s %9.1f %15.2f %7.0f %7.0f %7.0f %9.2f %8.2f %6.2f %6.2f  %s, left to the monitor: %d%n",
                what,
                Statistics.median(all.stream().map(Burst::rate).toList()),
                Statistics.median(ratios),
                Statistics.percentile(answers, 50),
                Statistics.percentile(answers, 99),
                Statistics.percentile(answers, 100),
                Statistics.median(all.stream().map(Burst::armCalls).toList()),
                Statistics.median(all.stream().map(Burst::storageCpu).toList()),
                Statistics.median(all.stream().map(Burst::appCpu).toList()),
                Statistics.median(all.stream().map(Burst::ownCpu).toList()),
                all.stream()
                        .flatMap(burst -> burst.decisions().entrySet().stream())
                        .collect(Collectors.groupingBy(
                                Map.Entry::getKey, TreeMap::new, Collectors.summingLong(Map.Entry::getValue))),
                all.stream().mapToInt(Burst::unstarted).sum());
    }

    private String post(AppProcess app, String machineId) throws IOException, InterruptedException {
        String answer = send(HttpRequest.newBuilder(app.url().resolve("/api/alerts"))
                .header("x-functions-key", app.key())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Alerts.fresh(ArmStandIn.SUBSCRIPTION, machineId))));
        Matcher decision = DECISION.matcher(answer);
        if (!decision.find()) {
            throw new IllegalStateException("No decision: " + answer);
        }
        return decision.group(1);
    }

    private String tutorial(int number, String machineId) throws IOException, InterruptedException {
        String arm = estate.arm().httpUrl();
        String watcher = arm + ArmStandIn.watcherId(region(machineId));
        send(get(arm + "/subscriptions/" + ArmStandIn.SUBSCRIPTION + "/providers/Microsoft.Network/networkWatchers"
                + VERSION));
        send(get(watcher + VERSION));
        send(get(watcher + "/packetCaptures" + VERSION));
        send(get(watcher + "/packetCaptures" + VERSION));
        String body = "{\"properties\":{\"target\":\"" + machineId + "\",\"storageLocation\":{\"storageId\":\""
                + ArmStandIn.storageAccountId(
                        region(machineId).equals(REGIONS.get(0)) ? "rg-web" : "rg-db", Azurite.ACCOUNT)
                + "\"},\"timeLimitInSeconds\":300}}";
        send(HttpRequest.newBuilder(URI.create(watcher + "/packetCaptures/capture-" + number + VERSION))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
        return "started";
    }

    private static HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + " from " + answer.uri() + ": " + answer.body());
        }
        return answer.body();
    }

    private void burst(String what, Taker taker) throws Exception {
        List<String> targets =
                IntStream.range(0, alerts).mapToObj(i -> machine()).toList();
        estate.arm().forgetExchanges();
        Duration storage = cpu(estate.azurite().pid());
        Duration app = appCpu();
        Duration own = ownCpu();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long start = System.nanoTime();
            List<Future<String>> takings = new ArrayList<>();
            List<Double> milliseconds = Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < alerts; i++) {
                int number = i;
                takings.add(clients.submit(() -> {
                    long sent = System.nanoTime();
                    String decision = taker.take(number, targets.get(number));
                    milliseconds.add((System.nanoTime() - sent) / 1e6);
                    return decision;
                }));
            }
            Map<String, Long> decisions = new TreeMap<>();
            for (Future<String> taking : takings) {
                decisions.merge(taking.get(), 1L, Long::sum);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Burst burst = new Burst(
                    alerts / seconds,
                    milliseconds,
                    (double) estate.arm().exchanges().size() / alerts,
                    share(storage, cpu(estate.azurite().pid()), seconds),
                    share(app, appCpu(), seconds),
                    share(own, ownCpu(), seconds),
                    decisions,
                    missing(targets).size());
            bursts.computeIfAbsent(what, key -> new ArrayList<>()).add(burst);
            untilAllStarted(targets);
        } finally {
            clients.shutdownNow();
            forget();
        }
    }

    /** Nothing that was accepted is lost: what the webhook had no time for, the monitor starts. */
    private void untilAllStarted(List<String> targets) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<String> missing = missing(targets);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Lost: no capture after " + PATIENCE + " for " + missing + ": " + open());
            }
            Thread.sleep(1_000);
            apps.get(0).tick("MonitorCaptures");
            missing = missing(targets);
        }
    }

    private Set<String> missing(List<String> targets) {
        Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(targets);
        for (String region : REGIONS) {
            estate.arm().sessions(ArmStandIn.watcherId(region)).forEach(session -> missing.remove(session.target()));
        }
        return missing;
    }

    /** What the ledger says about what is not finished. */
    private String open() {
        BlobContainerClient ledger = estate.blobs().getBlobContainerClient(CONTAINER);
        return ledger.listBlobsByHierarchy("open/").stream()
                .map(entry -> ledger.getBlobClient(entry.getName().replace("open/", "captures/") + ".json")
                        .downloadContent()
                        .toString())
                .filter(record -> !record.contains("\"state\":\"running\""))
                .collect(Collectors.joining("\n"));
    }

    private Duration appCpu() {
        return apps.stream().map(app -> cpu(app.pid())).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private static Duration ownCpu() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    private static double share(Duration before, Duration after, double seconds) {
        return after.minus(before).toNanos() / 1e9 / seconds;
    }

    /** So that every burst finds empty watchers, empty books, and nothing open. */
    private void forget() {
        for (String region : REGIONS) {
            String watcher = ArmStandIn.watcherId(region);
            estate.arm().sessions(watcher).forEach(session -> estate.arm().deleteSession(watcher, session.name()));
        }
        BlobContainerClient ledger = estate.blobs().getBlobContainerClient(CONTAINER);
        ledger.listBlobs().stream()
                .map(BlobItem::getName)
                .filter(name -> name.startsWith("open/") || name.startsWith("slots/"))
                .forEach(name -> ledger.getBlobClient(name).delete());
    }

    /** Alerts taken within this process, where storage calls can be counted, by some instances of the app. */
    private void storageCalls(int instances, int clients) throws Exception {
        String container = "counted-" + instances + "-" + clients;
        List<CountedApp> counted = IntStream.range(0, instances)
                .mapToObj(i -> CountedApp.of(estate, container, 10_000, Runnable::run))
                .toList();
        for (CountedApp app : counted) {
            receive(app);
            app.blobs().calls();
        }
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            int sent = 40;
            List<Future<?>> takings = new ArrayList<>();
            for (int i = 0; i < sent; i++) {
                CountedApp app = counted.get(i % instances);
                takings.add(threads.submit(() -> receive(app)));
            }
            for (Future<?> taking : takings) {
                taking.get();
            }
            long calls = counted.stream().mapToLong(app -> app.blobs().calls()).sum();
            System.out.printf(
                    Locale.ROOT,
                    "storage calls of an alert, %d at a time, %d instance(s): %.1f%n",
                    clients,
                    instances,
                    (double) calls / sent);
        } finally {
            threads.shutdownNow();
        }
    }

    private void receive(CountedApp app) {
        String alert = Alerts.fresh(ArmStandIn.SUBSCRIPTION, machine());
        Errand errand = new Errand(TimeBudget.of(Clock.systemUTC(), Duration.ofSeconds(30)), line -> {}, false);
        app.captures().intake().receive(new AlertReader().read(alert), alert, AlertIntake.Sender.UNNAMED, errand);
    }

    private synchronized String machine() {
        String region = REGIONS.get(machines++ % regions);
        String id = ArmStandIn.machineId("rg-" + region, "vm-" + machines);
        estate.arm().declare(Machine.running(id, region, Machine.Os.LINUX).traffic(1));
        return id;
    }

    private static String region(String machineId) {
        return REGIONS.stream()
                .filter(region -> machineId.contains("/rg-" + region + "/"))
                .findFirst()
                .orElseThrow();
    }
}
