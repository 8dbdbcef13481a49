package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.alertcap.alert.AlertSamples;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a caller sends wrongly is said clearly, and leaves nothing in the ledger. */
class BadInputEndToEndIT {
    private static AppClient app;

    @BeforeAll
    static void start() {
        app = AppClient.start(Map.of());
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void nothing_is_in_the_ledger() {
        assertThat(app.get("/api/captures").body().get("captures")).isEmpty();
    }

    static Stream<Arguments> bad_bodies() {
        String alert = AlertSamples.load("01-common-metric-static-vm.json").json();
        return Stream.of(
                arguments("not JSON", "packets, please", 400, "JSON"),
                arguments("a list", "[1,2]", 400, "object"),
                arguments("cut off", alert.substring(0, 300), 400, "JSON"),
                arguments("two documents", alert + alert, 400, "more than one JSON document"),
                arguments(
                        "unknown schema", "{\"schemaId\":\"mine\",\"data\":{}}", 400, "azureMonitorCommonAlertSchema"),
                arguments("no schema", "{\"hello\":\"world\"}", 400, "schemaId"),
                arguments("wrong type", alert.replace("\"Fired\"", "7"), 400, "monitorCondition"),
                arguments("unknown condition", alert.replace("\"Fired\"", "\"Boiled\""), 400, "Fired"),
                arguments("empty", "", 400, "empty"),
                arguments("blank", "   ", 400, "empty"),
                arguments("deep nesting", "[".repeat(20_000) + "]".repeat(20_000), 400, "nesting depth"),
                arguments("600 KiB", alert.replace("\"netops\"", "\"" + "x".repeat(600 * 1024) + "\""), 413, "524288"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad_bodies")
    void a_body_that_is_no_alert_is_a_problem_of_the_caller(String what, String body, int status, String words) {
        AppClient.Answer answer = app.post("/api/alerts", body);

        assertThat(answer.status()).as(what).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.body().get("status").asInt()).isEqualTo(status);
        assertThat(answer.body().has("type")).isTrue();
        assertThat(answer.body().has("title")).isTrue();
        assertThat(answer.body().has("detail")).isTrue();
        assertThat(answer.body().toString()).contains(words).doesNotContain("Exception");
    }

    @Test
    void an_illegal_dry_run_flag_names_the_allowed_values() {
        AppClient.Answer answer = app.post(
                "/api/alerts?dryRun=maybe",
                AlertSamples.load("01-common-metric-static-vm.json").json());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/errors/0/field").asText()).isEqualTo("query.dryRun");
        assertThat(answer.body().at("/errors/0/detail").asText())
                .contains("true")
                .contains("false");
    }

    @Test
    void a_chunked_body_arrives_empty_and_the_answer_says_why() {
        HttpRequest.Builder chunked = HttpRequest.newBuilder(app.url("/api/alerts"))
                .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("{}")));

        AppClient.Answer answer = app.send(chunked);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("detail").asText()).contains("Content-Length");
    }

    @Test
    void without_a_key_the_host_answers() {
        HttpResponse<String> answer = app.exchange(HttpRequest.newBuilder(app.url("/api/alerts"))
                .POST(HttpRequest.BodyPublishers.ofString("{}", StandardCharsets.UTF_8)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void a_wrong_method_is_not_found_by_the_host() {
        assertThat(app.get("/api/alerts").status()).isEqualTo(404);
    }

    @Test
    void an_unknown_capture_is_not_found() {
        assertThat(app.get("/api/captures/0000000000000000").status()).isEqualTo(404);
        assertThat(app.get("/api/captures/..%2Fslots").status()).isEqualTo(404);
        assertThat(app.get("/api/captures?limit=0").status()).isEqualTo(400);
        assertThat(app.get("/api/captures?colour=red").status()).isEqualTo(400);
        assertThat(app.get("/api/captures?after=nonsense").status()).isEqualTo(400);
    }

    @Test
    void wrong_settings_are_all_named_and_nothing_is_taken_on() {
        try (AppClient wrong = AppClient.start(Map.of(
                "ALERTCAP_CAPTURE_LIMIT", "many",
                "ALERTCAP_CAPTURE_FILTERS", "[{\"protocol\":\"ICMP\"}]",
                "ALERTCAP_LINUX_PATH", "/var/log/capture.pcap",
                "ALERTCAP_CAPTURE_LIMITT", "9"))) {
            AppClient.Answer health = wrong.get("/api/health");

            assertThat(health.body().get("status").asText()).isEqualTo("misconfigured");
            assertThat(health.body().get("problems"))
                    .extracting(problem -> problem.get("setting").asText())
                    .containsExactlyInAnyOrder(
                            "ALERTCAP_CAPTURE_LIMIT",
                            "ALERTCAP_CAPTURE_FILTERS",
                            "ALERTCAP_LINUX_PATH",
                            "ALERTCAP_CAPTURE_LIMITT");
            AppClient.Answer alert = wrong.post(AppClient.alert(AppClient.machine(), 1));
            assertThat(alert.status()).isEqualTo(503);
            assertThat(alert.body().toString())
                    .contains("ALERTCAP_CAPTURE_LIMIT")
                    .contains("many");
        }
    }
}
