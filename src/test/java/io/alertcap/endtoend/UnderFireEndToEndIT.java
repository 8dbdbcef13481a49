package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.AlertSamples;
import io.alertcap.local.Azurite;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.Polling;
import io.alertcap.local.WebhookSink;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.ArmStandIn.SessionStart;
import io.alertcap.local.arm.Fault;
import io.alertcap.local.arm.Machine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A storm of alerts on four processes of the packaged app that are killed and restarted, over storage that hangs and goes
 * away. Two regions are ours alone, so that their sessions are at no moment more than the limit; in two others somebody
 * else captures as well.
 *
 * <p>The seed decides the alerts, who gets them how often, and what fails when; it is that of the build
 * ({@code -Dtest.seed}). {@code -Dfire=full} runs the large form.
 */
class UnderFireEndToEndIT {
    private static final List<String> OURS_ALONE = List.of("northeurope", "eastus");
    /** Two foreign sessions from the first to the last moment. */
    private static final String SHARED = "uksouth";
    /** Foreign sessions come and go. */
    private static final String VISITED = "japaneast";

    private static final List<String> REGIONS =
            Stream.concat(OURS_ALONE.stream(), Stream.of(SHARED, VISITED)).toList();

    /** Where the machines are, in turn: more of them where all of the limit is ours, so that every region is crowded. */
    private static final int[] REGION_OF_MACHINE = {0, 1, 2, 0, 1, 3, 0, 1, 2, 3};

    private static final int PROCESSES = 4;
    private static final int SENDERS = 16;
    /** Azure Monitor waits some 10 s for an answer. */
    private static final Duration SENDER_WAITS = Duration.ofSeconds(10);

    /**
     * A foreign session that came this long before a PUT of ours was seen, or before there was a process of ours: the list
     * may be 10 s old when the slot is given, the PUT leaves within 15 s of that and arrives within another 10 s, or not
     * at all.
     */
    private static final Duration SURELY_SEEN = Duration.ofSeconds(35);

    private static final Pattern RECORD_IN_PATH = Pattern.compile("/captures/\\d{4}/\\d\\d/\\d\\d/([^/]+)/");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param limit captures at once in a region
     * @param blows failures, one after the other
     * @param killed processes at once, at most
     * @param restarts whether storage is also ended and started again, with its data in a folder
     */
    private record Form(
            int alerts,
            int machines,
            int limit,
            int blows,
            int killed,
            boolean restarts,
            String schedule,
            Duration patience) {
        static final Form SMALL = new Form(30, 20, 3, 3, 2, false, "*/1 * * * * *", Duration.ofSeconds(150));
        static final Form FULL = new Form(2_000, 500, 60, 24, PROCESSES, true, "*/5 * * * * *", Duration.ofMinutes(40));
    }

    private final long seed = Long.getLong("test.seed", System.nanoTime());
    private final Form form = "full".equals(System.getProperty("fire")) ? Form.FULL : Form.SMALL;
    private final Path folder = Path.of("target", "under-fire");
    private final Instant start = Instant.now();
    private final HttpClient http = HttpClient.newHttpClient();

    /** What every alert was answered, by its number: the capture's id, which is the same for each delivery. */
    private final Map<Integer, Set<String>> captures = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Map<String, Long> slowestMillis = new ConcurrentHashMap<>();
    private final Set<String> foreignLeft = new HashSet<>();
    private volatile Instant fleetStart = Instant.MAX;

    @Test
    void every_alert_has_one_end_and_no_limit_is_passed_while_processes_and_storage_fail() throws Exception {
        tell("seed " + seed + ": " + form);
        try (LocalEstate estate = estate()) {
            run(estate);
        }
    }

    private void run(LocalEstate estate) throws Exception {
        List<String> machines = machines(estate.arm());
        addForeign(estate.arm(), SHARED, "theirs-always");
        addForeign(estate.arm(), SHARED, "theirs-too");
        addForeign(estate.arm(), VISITED, "theirs-0");
        // What was accepted, and seems not to have been: to start a session, and to take a message.
        estate.arm()
                .faults()
                .add(new Fault("PUT", "*/packetCaptures/*", 0, form.alerts() / 10, new Fault.AnswerLost()));
        estate.sink().refuse(form.alerts() / 10, 503);
        fleetStart = Instant.now();
        Fleet fleet = new Fleet(estate, settings(), PROCESSES);
        tell(PROCESSES + " processes are up");

        ExecutorService senders = Executors.newFixedThreadPool(SENDERS + 1);
        try {
            Future<?> fire = senders.submit(() -> fire(estate, fleet, new Random(seed)));
            List<Future<?>> deliveries = deliveries(machines, new Random(seed + 1)).stream()
                    .<Future<?>>map(delivery -> senders.submit(() -> deliver(delivery, fleet)))
                    .toList();
            for (Future<?> delivery : deliveries) {
                end(delivery);
            }
            tell(deliveries.size() + " deliveries of " + form.alerts() + " alerts are accepted");
            end(fire);
        } finally {
            senders.shutdownNow();
        }
        BlobContainerClient ledger = estate.blobs().getBlobContainerClient("alertcap");
        awaitQuiet(ledger);
        Map<String, JsonNode> records = records(ledger);
        figures(estate, fleet, records);

        everyAlertHasOneEnd(records);
        everyEndIsSaidOnce(records, estate.sink());
        noRecordHasTwoSessions(estate.arm());
        theLimitHeld(estate.arm());
        noForeignSessionWasTouched(estate.arm());
        theWatchTellsOnceOfEachForeignSession(estate.sink());
    }

    // ---- the storm ----------------------------------------------------------------------------------------------

    private record Delivery(int alert, String body, Random dice) {}

    private List<Delivery> deliveries(List<String> machines, Random dice) {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < form.alerts(); i++) {
            String body = AlertSamples.load("01-common-metric-static-vm.json")
                    .withFreshIds(dice.nextLong())
                    .withFiredAt(start)
                    // Each of them once, so that every region has its share, and then any.
                    .withMachine(machines.get(i < machines.size() ? i : dice.nextInt(machines.size())))
                    .with("\"captureSeconds\": \"300\"", "\"captureSeconds\": \"" + (2 + dice.nextInt(3)) + "\"")
                    .json();
            int times = 1 + dice.nextInt(3);
            for (int n = 0; n < times; n++) {
                deliveries.add(new Delivery(i, body, new Random(dice.nextLong())));
            }
        }
        Collections.shuffle(deliveries, dice);
        return deliveries;
    }

    /** Comes again until it is accepted, as Azure Monitor does after 503 and after silence, only sooner. */
    private void deliver(Delivery delivery, Fleet fleet) {
        while (true) {
            String answer = post(
                    delivery, fleet.url(delivery.dice().nextInt(fleet.size())).resolve("/api/alerts"));
            answers.computeIfAbsent(answer, any -> new AtomicInteger()).incrementAndGet();
            if (answer.equals("202")) {
                return;
            }
            Polling.letPass(Duration.ofMillis(500 + delivery.dice().nextInt(1_000)));
        }
    }

    private String post(Delivery delivery, URI url) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(SENDER_WAITS)
                .header("x-functions-key", LocalEstate.KEY)
                .POST(HttpRequest.BodyPublishers.ofString(delivery.body()))
                .build();
        long asked = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 202) {
                captures.computeIfAbsent(delivery.alert(), any -> ConcurrentHashMap.newKeySet())
                        .add(JSON.readTree(response.body())
                                .at("/decisions/0/captureId")
                                .asText());
            } else if (response.statusCode() != 503) {
                tell("answer " + response.statusCode() + ": " + response.body());
            }
            String status = Integer.toString(response.statusCode());
            slowestMillis.merge(status, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked), Math::max);
            return status;
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // ---- the fire -----------------------------------------------------------------------------------------------

    private void fire(LocalEstate estate, Fleet fleet, Random dice) {
        for (int blow = 0; blow < form.blows(); blow++) {
            Polling.letPass(Duration.ofMillis(200 + dice.nextInt(800)));
            // Each kind comes in turn, so that the smallest form meets all of them.
            visit(estate.arm(), blow);
            switch (blow % 3) {
                case 0 -> restart(fleet, kill(fleet, dice), dice);
                case 1 -> storageHangs(estate.azurite(), fleet, dice);
                default -> {
                    if (form.restarts()) {
                        storageIsAway(estate.azurite(), dice);
                    } else {
                        restart(fleet, kill(fleet, dice), dice);
                    }
                }
            }
        }
        tell("the fire is out");
    }

    private List<Integer> kill(Fleet fleet, Random dice) {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, fleet.size()).boxed().toList());
        Collections.shuffle(all, dice);
        List<Integer> some = List.copyOf(all.subList(0, 1 + dice.nextInt(form.killed())));
        fleet.kill(some);
        tell("killed: processes " + some);
        return some;
    }

    private void restart(Fleet fleet, List<Integer> killed, Random dice) {
        for (int i : killed) {
            Polling.letPass(Duration.ofMillis(dice.nextInt(500)));
            fleet.start(i);
            tell("started: process " + i);
        }
    }

    /** What a killed process had asked of storage is done when storage goes on, after its end. */
    private void storageHangs(Azurite azurite, Fleet fleet, Random dice) {
        azurite.pause();
        tell("storage hangs");
        List<Integer> killed = List.of();
        try {
            Polling.letPass(Duration.ofMillis(500 + dice.nextInt(1_500)));
            killed = kill(fleet, dice);
            Polling.letPass(Duration.ofMillis(500 + dice.nextInt(3_000)));
        } finally {
            azurite.resume();
        }
        tell("storage goes on");
        restart(fleet, killed, dice);
    }

    private void storageIsAway(Azurite azurite, Random dice) {
        azurite.close();
        tell("storage is away");
        Polling.letPass(Duration.ofMillis(1_000 + dice.nextInt(4_000)));
        azurite.startAgain();
        tell("storage is back");
    }

    /** In turn: somebody stops a session, removes it, and starts another. */
    private void visit(ArmStandIn arm, int visit) {
        String watcher = ArmStandIn.watcherId(VISITED);
        String visitor = "theirs-" + visit / 3;
        switch (visit % 3) {
            case 0 -> {
                arm.stopSession(watcher, visitor);
                tell("somebody stops " + visitor);
            }
            case 1 -> {
                arm.deleteSession(watcher, visitor);
                foreignLeft.remove(visitor);
                tell("somebody removes " + visitor);
            }
            default -> addForeign(arm, VISITED, "theirs-" + (visit / 3 + 1));
        }
    }

    private void addForeign(ArmStandIn arm, String region, String name) {
        arm.addForeignSession(ArmStandIn.watcherId(region), name, ArmStandIn.machineId("rg-theirs", "vm-theirs"));
        foreignLeft.add(name);
        tell("somebody starts " + name + " in " + region);
    }

    // ---- what must hold -----------------------------------------------------------------------------------------

    /** The open list is empty, and so is every book of slots: nothing hangs, nothing leaks. */
    private void awaitQuiet(BlobContainerClient ledger) {
        Instant deadline = Instant.now().plus(form.patience());
        while (true) {
            List<String> open = names(ledger, "open/");
            List<String> holders = names(ledger, "slots/").stream()
                    .flatMap(book -> json(ledger, book).get("holders").findValuesAsText("captureId").stream())
                    .toList();
            if (open.isEmpty() && holders.isEmpty()) {
                tell("all records are finished, all slots free");
                return;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("After " + form.patience() + " still open: " + open + "; slots held by "
                        + holders + "\n"
                        + open.stream()
                                .limit(5)
                                .map(entry -> "captures/" + entry.substring("open/".length()) + ".json")
                                .map(name -> ledger.getBlobClient(name).exists()
                                        ? json(ledger, name).toPrettyString()
                                        : name + " is not there")
                                .collect(Collectors.joining("\n")));
            }
            Polling.letPass(Duration.ofMillis(500));
        }
    }

    private void everyAlertHasOneEnd(Map<String, JsonNode> records) {
        assertThat(answers.keySet())
                .as("statuses")
                .isSubsetOf(
                        "202",
                        "503",
                        "ConnectException",
                        "IOException",
                        "HttpTimeoutException",
                        "HttpConnectTimeoutException");
        assertThat(captures)
                .hasSize(form.alerts())
                .allSatisfy((alert, ids) ->
                        assertThat(ids).as("captures of alert " + alert).hasSize(1));
        Set<String> ids = captures.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        assertThat(records.keySet()).isEqualTo(ids);
        assertThat(records).allSatisfy((id, record) -> {
            assertThat(record.get("state").asText()).as(id).isEqualTo("finished");
            assertThat(record.get("outcome").asText("")).as(id).isNotEmpty();
        });
        assertThat(records.values().stream().filter(record -> outcome(record).equals("complete")))
                .as("captures that went well")
                .hasSizeGreaterThan(form.alerts() / 2);
    }

    private static void everyEndIsSaidOnce(Map<String, JsonNode> records, WebhookSink sink) {
        Map<String, Set<String>> idsByCapture = new HashMap<>();
        Set<String> arrived = new HashSet<>();
        for (WebhookSink.Received message : sink.received()) {
            JsonNode event = json(message.body());
            if (event.at("/data/capture").isObject()
                    && !event.get("type").asText().endsWith(".late")) {
                idsByCapture
                        .computeIfAbsent(event.get("subject").asText(), any -> new HashSet<>())
                        .add(event.get("id").asText() + " "
                                + event.at("/data/capture/outcome").asText());
                if (message.status() == 200) {
                    arrived.add(event.get("subject").asText());
                }
            }
        }
        assertThat(arrived).as("captures whose message was taken").isEqualTo(records.keySet());
        assertThat(idsByCapture.keySet()).isEqualTo(records.keySet());
        assertThat(idsByCapture)
                .allSatisfy((id, said) -> assertThat(said)
                        .as("message ids and outcomes of " + id)
                        .hasSize(1)
                        .allMatch(one -> one.endsWith(" " + outcome(records.get(id)))));
    }

    /** Of those that are there all the time; whoever comes later may leave before the watch looks again. */
    private static void theWatchTellsOnceOfEachForeignSession(WebhookSink sink) {
        Map<String, Set<String>> told = new HashMap<>();
        for (WebhookSink.Received message : sink.received()) {
            JsonNode event = json(message.body());
            if (event.at("/data/capture").isNull()) {
                String subject = event.get("subject").asText();
                told.computeIfAbsent(subject.substring(subject.lastIndexOf('/') + 1), any -> new HashSet<>())
                        .add(event.get("id").asText());
            }
        }
        assertThat(told.keySet())
                .as("sessions of which the watch told")
                .contains("theirs-always", "theirs-too")
                .allMatch(UnderFireEndToEndIT::isForeign);
        assertThat(told)
                .allSatisfy((session, ids) ->
                        assertThat(ids).as("message ids about " + session).hasSize(1));
    }

    private static void noRecordHasTwoSessions(ArmStandIn arm) {
        Map<String, Long> sessions = REGIONS.stream()
                .flatMap(region -> ours(arm, region))
                .collect(Collectors.groupingBy(UnderFireEndToEndIT::recordOf, Collectors.counting()));
        assertThat(sessions)
                .isNotEmpty()
                .allSatisfy(
                        (id, count) -> assertThat(count).as("sessions of " + id).isEqualTo(1));
    }

    private void theLimitHeld(ArmStandIn arm) {
        if (form.equals(Form.SMALL)) {
            assertThat(REGIONS)
                    .as("regions that were full at some moment, else nothing is shown of the limit")
                    .anyMatch(region -> arm.mostRunningAtOnce(ArmStandIn.watcherId(region)) >= form.limit());
        }
        for (String region : OURS_ALONE) {
            assertThat(arm.mostRunningAtOnce(ArmStandIn.watcherId(region)))
                    .as("sessions at once in " + region)
                    .isLessThanOrEqualTo(form.limit());
        }
        for (String region : List.of(SHARED, VISITED)) {
            Map<String, Instant> foreignSince = arm.starts(ArmStandIn.watcherId(region)).stream()
                    .filter(session -> isForeign(session.name()))
                    .collect(Collectors.toMap(SessionStart::name, SessionStart::at));
            assertThat(ours(arm, region))
                    .isNotEmpty()
                    .allSatisfy(session -> assertThat(session.beside().stream()
                                    .filter(other ->
                                            !isForeign(other) || isSurelySeen(foreignSince.get(other), session.at())))
                            .as("beside " + session.name() + " in " + region + ", which came at " + session.at())
                            .hasSizeLessThan(form.limit()));
        }
    }

    private boolean isSurelySeen(Instant came, Instant at) {
        return came.isBefore(fleetStart) || came.plus(SURELY_SEEN).isBefore(at);
    }

    private void noForeignSessionWasTouched(ArmStandIn arm) {
        assertThat(arm.exchanges().stream()
                        .filter(exchange -> exchange.url().contains("/theirs-"))
                        .filter(exchange -> !exchange.method().equals("GET")
                                && !exchange.url().contains("/queryStatus")))
                .as("requests that change a foreign session")
                .isEmpty();
        assertThat(REGIONS.stream().flatMap(region -> arm.sessions(ArmStandIn.watcherId(region)).stream()))
                .extracting(ArmStandIn.SessionView::name)
                .as("sessions left on the watchers")
                .containsExactlyInAnyOrderElementsOf(foreignLeft);
    }

    // ---- small change -------------------------------------------------------------------------------------------

    private LocalEstate estate() {
        Path data = form.restarts() ? folder.resolve("blobs-" + seed) : null;
        return LocalEstate.start(folder, LocalEstate.Ports.free(), data, (arm, azurite) -> {
            arm.withoutRateLimits();
            REGIONS.forEach(region -> LocalEstate.addRegion(arm, azurite, region, account(region)));
        });
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "ALERTCAP_STORAGE_ACCOUNTS",
                REGIONS.stream().map(region -> region + "=" + account(region)).collect(Collectors.joining(",")));
        settings.put("ALERTCAP_CAPTURE_LIMIT", Integer.toString(form.limit()));
        settings.put("ALERTCAP_QUEUE_TIMEOUT", "PT1H");
        settings.put("ALERTCAP_FILE_SETTLE", "PT1S");
        settings.put("ALERTCAP_FILE_DEADLINE", "PT2M");
        settings.put("ALERTCAP_MONITOR_SCHEDULE", form.schedule());
        return settings;
    }

    private static String account(String region) {
        return ArmStandIn.storageAccountId("rg-" + region, Azurite.ACCOUNT);
    }

    private List<String> machines(ArmStandIn arm) {
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < form.machines(); i++) {
            String id = ArmStandIn.machineId("rg-fire", "vm-" + i);
            arm.declare(Machine.running(
                    id, REGIONS.get(REGION_OF_MACHINE[i % REGION_OF_MACHINE.length]), Machine.Os.LINUX));
            machines.add(id);
        }
        return machines;
    }

    private void figures(LocalEstate estate, Fleet fleet, Map<String, JsonNode> records) {
        tell("answers: " + new TreeMap<>(answers) + ", the slowest in ms: " + new TreeMap<>(slowestMillis)
                + ", by the processes' own logs: "
                + fleet.ownWork("ReceiveAlert").stream()
                        .max(Comparator.naturalOrder())
                        .map(Duration::toMillis)
                        .orElse(0L));
        tell("killed: " + fleet.killed() + " processes");
        tell("outcomes: "
                + new TreeMap<>(records.values().stream()
                        .collect(Collectors.groupingBy(UnderFireEndToEndIT::outcome, Collectors.counting()))));
        tell("messages: " + estate.sink().received().size() + " for " + records.size() + " records");
        for (String region : REGIONS) {
            String watcher = ArmStandIn.watcherId(region);
            tell(region + ": " + ours(estate.arm(), region).count() + " sessions of ours, at most "
                    + estate.arm().mostRunningAtOnce(watcher) + " of all at once, limit " + form.limit());
        }
        tell("requests to ARM: " + estate.arm().exchanges().size());
    }

    private void tell(String event) {
        System.out.println(String.format(
                Locale.ROOT,
                "%7.1f s  %s",
                Duration.between(start, Instant.now()).toMillis() / 1_000.0,
                event));
    }

    private static Stream<SessionStart> ours(ArmStandIn arm, String region) {
        return arm.starts(ArmStandIn.watcherId(region)).stream().filter(session -> !isForeign(session.name()));
    }

    private static boolean isForeign(String session) {
        return session.startsWith("theirs-");
    }

    private static String recordOf(SessionStart session) {
        Matcher path = RECORD_IN_PATH.matcher(session.storagePath());
        assertThat(path.find()).as(session.storagePath()).isTrue();
        return path.group(1);
    }

    private static String outcome(JsonNode record) {
        return record.path("outcome").asText("");
    }

    private static Map<String, JsonNode> records(BlobContainerClient ledger) {
        Map<String, JsonNode> records = new LinkedHashMap<>();
        for (String name : names(ledger, "captures/")) {
            records.put(name.substring("captures/".length(), name.length() - ".json".length()), json(ledger, name));
        }
        return records;
    }

    private static List<String> names(BlobContainerClient ledger, String prefix) {
        return ledger.listBlobs(new ListBlobsOptions().setPrefix(prefix), null).stream()
                .map(BlobItem::getName)
                .toList();
    }

    private static JsonNode json(BlobContainerClient ledger, String name) {
        return json(ledger.getBlobClient(name).downloadContent().toString());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException("Not JSON: " + text, e);
        }
    }

    private static void end(Future<?> work) throws InterruptedException, ExecutionException {
        work.get();
    }
}
