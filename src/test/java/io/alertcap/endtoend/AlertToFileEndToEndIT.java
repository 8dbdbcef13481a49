package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.alert.AlertSamples;
import io.alertcap.local.WebhookSink;
import io.alertcap.local.arm.ArmExchange;
import io.alertcap.local.arm.Fault;
import io.alertcap.local.arm.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The whole job, through the packaged app: an alert comes in, packets and a message come out. Each test has machines of its
 * own, and mostly waits: they run side by side, and no other class beside them.
 */
class AlertToFileEndToEndIT {
    private static AppClient app;

    @BeforeAll
    static void start() {
        // The watch reads lists of its own, which are not an alert's calls.
        app = AppClient.start(Map.of("ALERTCAP_AGENT_INSTALL", "ifMissing", "ALERTCAP_WATCH_INTERVAL", "PT0S"));
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void an_alert_becomes_a_complete_capture_and_a_message() throws Exception {
        String machine = AppClient.machine();

        AppClient.Answer answer = app.post(AppClient.alert(machine, 2));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.decision().get("decision").asText()).isEqualTo("started");
        JsonNode capture = app.finished(answer.captureId());
        assertThat(capture.get("outcome").asText()).isEqualTo("complete");
        assertThat(capture.at("/file/state").asText()).isEqualTo("arrived");
        assertThat(capture.at("/file/packets").asLong()).isPositive();
        assertThat(capture.at("/file/url").asText()).contains("/" + answer.captureId() + "/");
        assertThat(capture.at("/session/removedAt").isNull()).isFalse();
        JsonNode message =
                new ObjectMapper().readTree(message(answer.captureId()).body());
        assertThat(message.get("type").asText()).isEqualTo("io.alertcap.capture.finished");
        assertThat(message.get("id").asText()).isEqualTo(answer.captureId() + "-finished");
        assertThat(message.toString())
                .contains(capture.at("/file/sha256").asText())
                .contains("net-out-high");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_warm_alert_costs_three_calls_to_azure() {
        app.finished(app.post(AppClient.alert(AppClient.machine(), 1)).captureId());
        // Another region: its list of captures has not been read yet, as after any quiet minute.
        String machine = AppClient.machine("centralus");
        int before = AppClient.estate().arm().exchanges().size();

        String id = app.post(AppClient.alert(machine, 1)).captureId();

        String name = name(machine);
        List<String> calls = AppClient.estate().arm().exchanges().stream()
                .skip(before)
                .filter(exchange ->
                        exchange.url().matches("(?i).*(/%s[?]|NetworkWatcher_centralus/).*".formatted(name)))
                .filter(exchange -> !exchange.url().contains("queryStatus"))
                .map(AlertToFileEndToEndIT::call)
                .toList();
        assertThat(calls)
                .containsExactly(
                        "GET /virtualmachines/" + name,
                        "GET /packetcaptures",
                        "PUT /packetcaptures/" + sessionName(id));
        app.finished(id);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_machine_without_the_agent_gets_it_before_its_capture_starts() {
        String machine = AppClient.machine();
        AppClient.estate()
                .arm()
                .declare(Machine.running(machine, AppClient.REGION, Machine.Os.LINUX)
                        .agent(null));

        AppClient.Answer answer = app.post(AppClient.alert(machine, 1));

        assertThat(answer.decision().get("decision").asText()).isEqualTo("queued");
        assertThat(answer.decision().get("reason").asText()).contains("extension is not installed");
        assertThat(app.finished(answer.captureId()).get("outcome").asText()).isEqualTo("complete");
        assertThat(AppClient.estate().arm().exchanges().stream()
                        .filter(exchange -> exchange.method().equals("PUT"))
                        .filter(exchange -> (exchange.url() + exchange.body()).contains(name(machine)))
                        .map(AlertToFileEndToEndIT::call))
                .containsExactly(
                        "PUT /virtualmachines/" + name(machine) + "/extensions/azurenetworkwatcherextension",
                        "PUT /packetcaptures/" + sessionName(answer.captureId()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void four_deliveries_of_one_alert_at_once_make_one_capture() {
        String machine = AppClient.machine();
        AlertSamples alert = AppClient.alert(machine, 2);

        List<CompletableFuture<AppClient.Answer>> deliveries = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> app.post(alert)))
                .toList();
        List<AppClient.Answer> answers =
                deliveries.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(202));
        assertThat(answers)
                .extracting(AppClient.Answer::captureId)
                .containsOnly(answers.get(0).captureId());
        assertThat(answers)
                .extracting(answer -> answer.decision().get("decision").asText())
                .containsExactlyInAnyOrder("started", "duplicate", "duplicate", "duplicate");
        app.finished(answers.get(0).captureId());
        assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void three_rules_on_one_machine_within_a_minute_make_one_capture_and_three_records_that_name_each_other() {
        String machine = AppClient.machine();
        String first = app.post(AppClient.alert(machine, 12)).captureId();
        app.await(first, capture -> capture.at("/session/status").asText().equals("Running"));
        List<String> others = new ArrayList<>();
        for (String rule : List.of("cpu-high", "disk-high")) {
            AppClient.Answer answer =
                    app.post(AppClient.alert(machine, 5).with("\"net-out-high\"", "\"" + rule + "\""));
            assertThat(answer.decision().get("decision").asText()).isEqualTo("covered");
            others.add(answer.captureId());
        }

        JsonNode capture = app.finished(first);
        assertThat(capture.get("outcome").asText()).isEqualTo("complete");
        assertThat(capture.get("covers")).extracting(JsonNode::asText).containsExactlyInAnyOrderElementsOf(others);
        for (String other : others) {
            JsonNode covered = app.finished(other);
            assertThat(covered.get("outcome").asText()).isEqualTo("covered");
            assertThat(covered.get("coveredBy").asText()).isEqualTo(first);
            assertThat(covered.at("/file/sha256")).isEqualTo(capture.at("/file/sha256"));
            assertThat(message(other).body()).contains("io.alertcap.capture.finished");
        }
        assertThat(AppClient.sessionsStarted(machine)).isEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_resolved_alert_starts_nothing() {
        String machine = AppClient.machine();

        AppClient.Answer answer = app.post(AlertSamples.load("02-common-metric-static-vm-resolved.json")
                .withFreshIds(7)
                .withMachine(machine));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.decision().get("decision").asText()).isEqualTo("ignored");
        assertThat(AppClient.sessionsStarted(machine)).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_dry_run_shows_the_request_and_writes_nothing() {
        String machine = AppClient.machine();

        AppClient.Answer answer =
                app.post("/api/alerts?dryRun=true", AppClient.alert(machine, 2).json());

        assertThat(answer.status()).isEqualTo(200);
        JsonNode request = answer.decision().get("request");
        assertThat(request.get("method").asText()).isEqualTo("PUT");
        assertThat(request.at("/body/properties/target").asText()).isEqualTo(machine);
        assertThat(request.at("/body/properties/timeLimitInSeconds").asInt()).isEqualTo(2);
        assertThat(AppClient.estate().arm().exchanges())
                .filteredOn(exchange -> (exchange.url() + exchange.body()).contains(name(machine)))
                .extracting(ArmExchange::method)
                .containsExactly("GET");
        assertThat(app.get("/api/captures/" + answer.captureId()).status()).isEqualTo(404);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_request_that_azure_accepted_without_an_answer_is_found_again_and_not_repeated() {
        String machine = AppClient.machine();
        AppClient.estate().arm().faults().add(Fault.once("PUT", startOf(machine), new Fault.AnswerLost()));

        String id = app.post(AppClient.alert(machine, 2)).captureId();

        assertThat(app.finished(id).get("outcome").asText()).isEqualTo("complete");
        assertThat(AppClient.estate().arm().exchanges().stream()
                        .filter(exchange -> exchange.method().equals("PUT")
                                && exchange.body().contains("\"" + machine + "\"")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_file_that_never_gets_packets_ends_empty() {
        String machine = AppClient.machine();
        try (AppClient impatient = AppClient.start(Map.of("ALERTCAP_EMPTY_AFTER", "PT2S"))) {
            AppClient.estate().arm().faults().add(Fault.once("PUT", startOf(machine), new Fault.HeaderOnlyFile()));

            String id = impatient.post(AppClient.alert(machine, 1)).captureId();

            JsonNode capture = impatient.finished(id);
            assertThat(capture.get("outcome").asText()).isEqualTo("empty");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_late_file_is_announced_once_and_taken_in_when_it_comes() {
        String machine = AppClient.machine();
        try (AppClient impatient = AppClient.start(Map.of("ALERTCAP_FILE_LATE_AFTER", "PT2S"))) {
            AppClient.estate().arm().faults().add(Fault.once("PUT", startOf(machine), new Fault.BlobLate(8)));

            String id = impatient.post(AppClient.alert(machine, 1)).captureId();

            JsonNode capture = impatient.finished(id);
            assertThat(capture.get("outcome").asText()).isEqualTo("complete");
            assertThat(capture.get("messages"))
                    .extracting(message -> message.get("kind").asText())
                    .containsExactly("late", "finished");
        }
    }

    private static String name(String machine) {
        return machine.substring(machine.lastIndexOf('/') + 1);
    }

    /** The path of the request that starts its capture. */
    private static String startOf(String machine) {
        return "*packetCaptures/" + name(machine) + "-*";
    }

    private static String sessionName(String id) {
        String name = app.capture(id).get("name").asText();
        return name.toLowerCase(java.util.Locale.ROOT);
    }

    private static String call(ArmExchange exchange) {
        String path = exchange.url().replaceAll("\\?.*", "").toLowerCase(java.util.Locale.ROOT);
        int from =
                path.contains("/packetcaptures") ? path.indexOf("/packetcaptures") : path.indexOf("/virtualmachines");
        return exchange.method() + " " + (from < 0 ? path : path.substring(from));
    }

    private static WebhookSink.Received message(String id) {
        return AppClient.estate().sink().received().stream()
                .filter(received -> received.body().contains(id + "-finished"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message of " + id));
    }
}
