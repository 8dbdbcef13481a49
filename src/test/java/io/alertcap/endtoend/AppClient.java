package io.alertcap.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.AlertSamples;
import io.alertcap.local.AppProcess;
import io.alertcap.local.Azurite;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.Polling;
import io.alertcap.local.arm.ArmStandIn;
import io.alertcap.local.arm.Machine;
import io.alertcap.local.arm.ScaleSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A caller of the packaged app, with a ledger of its own and machines that no other test uses. All callers share one
 * estate, because starting it takes seconds.
 */
final class AppClient implements AutoCloseable {
    /** Where captures are not counted. */
    static final String REGION = "westeurope";

    /** Further regions, each for a test that counts the captures of its Network Watcher. */
    private static final Queue<String> REGIONS = new ConcurrentLinkedQueue<>(List.of(
            "northeurope",
            "eastus",
            "eastus2",
            "westus",
            "westus2",
            "uksouth",
            "ukwest",
            "japaneast",
            "japanwest",
            "koreacentral"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());
    private static LocalEstate shared;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AppProcess app;

    private AppClient(AppProcess app) {
        this.app = app;
    }

    /** What the app answered. */
    record Answer(int status, String contentType, JsonNode body) {
        JsonNode decision() {
            return body.get("decisions").get(0);
        }

        String captureId() {
            return decision().get("captureId").asText();
        }
    }

    static synchronized LocalEstate estate() {
        if (shared == null) {
            shared = LocalEstate.start(
                    Path.of("target", "end-to-end"), LocalEstate.Ports.free(), null, (arm, azurite) -> {
                        arm.withoutRateLimits();
                        arm.scaleSet(ScaleSet.running(
                                ArmStandIn.scaleSetId("rg-web", "vmss-api"), REGION, Machine.Os.LINUX, 8));
                        REGIONS.forEach(region -> LocalEstate.addRegion(arm, azurite, region, account(region)));
                    });
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /**
     * Starts a process of the app whose ledger is empty, and asks it something: the first alert of a cold process may be
     * told to come again where the machine is busy.
     */
    static AppClient start(Map<String, String> settings) {
        AppClient app = startCold(settings);
        app.post("/api/alerts?dryRun=true", alert(machine(), 1).json());
        return app;
    }

    /** As {@link #start}, and nothing has been asked yet. */
    static AppClient startCold(Map<String, String> settings) {
        return startCold(settings, LocalEstate.KEY);
    }

    /** Starts a process with a function key of its own, sent by all but {@link #exchange}. */
    static AppClient startCold(Map<String, String> settings, String key) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("ALERTCAP_STATE_CONTAINER", "state-" + NUMBERS.incrementAndGet());
        all.putIfAbsent("ALERTCAP_FILE_SETTLE", "PT1S");
        return new AppClient(estate().startApp(all, true, key));
    }

    /** A region whose Network Watcher no other test uses. */
    static String region() {
        estate();
        return REGIONS.remove();
    }

    /** The setting by which captures of the region have a place to go. */
    static Map<String, String> storing(String region) {
        return Map.of("ALERTCAP_STORAGE_ACCOUNTS", region + "=" + account(region));
    }

    private static String account(String region) {
        return ArmStandIn.storageAccountId("rg-" + region, Azurite.ACCOUNT);
    }

    /** A machine of its own, running, with an agent. */
    static String machine() {
        return machine(REGION);
    }

    static String machine(String region) {
        String id = ArmStandIn.machineId("rg-e2e", "vm-" + NUMBERS.incrementAndGet());
        estate().arm().declare(Machine.running(id, region, Machine.Os.LINUX));
        return id;
    }

    /** A metric alert about a machine, asking for so many seconds. */
    static AlertSamples alert(String machine, int seconds) {
        return AlertSamples.load("01-common-metric-static-vm.json")
                .withFreshIds(NUMBERS.incrementAndGet())
                .withFiredAt(Instant.now())
                .withMachine(machine)
                .with("\"captureSeconds\": \"300\"", "\"captureSeconds\": \"" + seconds + "\"");
    }

    /** What the process has logged. */
    String log() {
        return app.log();
    }

    URI url(String path) {
        return app.url().resolve(path);
    }

    /** Delivers it as an action group does. */
    Answer post(AlertSamples alert) {
        return read(deliver(HttpRequest.newBuilder(url("/api/alerts"))
                .header("x-functions-key", app.key())
                .POST(HttpRequest.BodyPublishers.ofString(alert.json()))));
    }

    /** Comes again when told so, as on a busy machine. */
    HttpResponse<String> deliver(HttpRequest.Builder request) {
        HttpResponse<String> answer = exchange(request);
        for (int again = 1; again <= 5 && answer.statusCode() == 503; again++) {
            Polling.letPass(Duration.ofSeconds(1));
            answer = exchange(request);
        }
        return answer;
    }

    Answer postOnce(AlertSamples alert) {
        return post("/api/alerts", alert.json());
    }

    Answer post(String path, String body) {
        return send(HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(url(path)).GET());
    }

    JsonNode capture(String id) {
        return get("/api/captures/" + id).body();
    }

    Answer send(HttpRequest.Builder request) {
        return read(exchange(request.header("x-functions-key", app.key())));
    }

    private static Answer read(HttpResponse<String> response) {
        try {
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("content-type").orElse(""),
                    JSON.readTree(response.body().isEmpty() ? "null" : response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + response.body(), e);
        }
    }

    /** Without the key. */
    HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the capture has ended and its messages are out. */
    JsonNode finished(String id) {
        return await(
                id,
                capture -> capture.get("state").asText().equals("finished")
                        && !capture.get("messages").toString().contains("waiting"));
    }

    /** Waits for what the app does in real time. */
    JsonNode await(String id, Predicate<JsonNode> condition) {
        return Polling.until(PATIENCE, () -> capture(id), condition, JsonNode::toPrettyString);
    }

    /** Waits for the monitor's first round. */
    void awaitTick() {
        Polling.until(
                PATIENCE,
                () -> get("/api/health").body(),
                health -> !health.get("lastTick").isNull(),
                JsonNode::toPrettyString);
    }

    /** How long each call of a function took, by the host's log. */
    List<Duration> ownWork(String function) {
        return app.invocations(function);
    }

    /** How many sessions were ever asked for on a machine. */
    static long sessionsStarted(String machine) {
        return estate().arm().exchanges().stream()
                .filter(exchange -> exchange.method().equals("PUT")
                        && exchange.status() == 201
                        && exchange.body().contains("\"" + machine + "\""))
                .count();
    }

    @Override
    public void close() {
        app.close();
    }
}
