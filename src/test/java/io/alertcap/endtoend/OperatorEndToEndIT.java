package io.alertcap.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alertcap.local.Polling;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packaged app as an operator uses it with curl. */
class OperatorEndToEndIT {
    private static AppClient app;

    @BeforeAll
    static void start() {
        app = AppClient.start(Map.of());
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    private static String order(String machine, int seconds, String more) {
        return "{\"target\":\"" + machine + "\",\"limits\":{\"timeLimitSeconds\":" + seconds + "}" + more + "}";
    }

    @Test
    void an_order_becomes_a_file_where_it_was_wanted_which_goes_when_asked_for_twice() {
        AppClient.Answer ordered = app.post(
                "/api/captures",
                order(
                        AppClient.machine(),
                        2,
                        ",\"name\":\"till-{id}\",\"blobPath\":\"incident-42/till.cap\","
                                + "\"filters\":[{\"protocol\":\"TCP\",\"localPort\":443}]"));

        assertThat(ordered.status()).as(ordered.body().toPrettyString()).isEqualTo(202);
        String id = ordered.body().get("id").asText();
        JsonNode capture = app.finished(id);
        assertThat(capture.get("outcome").asText()).as(capture.toPrettyString()).isEqualTo("complete");
        assertThat(capture.at("/file/url").asText()).endsWith("/captures/incident-42/" + id + "/till.cap");
        assertThat(capture.at("/trigger/rule").asText()).isEqualTo("a key holder, by function key");
        assertThat(app.get("/api/captures?outcome=complete&rule=key+holder")
                        .body()
                        .at("/captures/0/id")
                        .asText())
                .isEqualTo(id);

        AppClient.Answer once = delete(id, "?keepFile=false");
        AppClient.Answer twice = delete(id, "?keepFile=false&confirm=" + id);

        assertThat(once.status()).isEqualTo(409);
        assertThat(twice.status()).isEqualTo(200);
        assertThat(twice.body().at("/file/problem").asText()).startsWith("it was deleted by a key holder");
        assertThat(twice.body().get("timeline").toString()).contains("file deleted");
    }

    @Test
    void a_stop_ends_a_long_capture_and_brings_its_file() {
        String id = app.post("/api/captures", order(AppClient.machine(), 3_600, ""))
                .body()
                .get("id")
                .asText();
        // The session begins a moment after it was accepted; one that was never begun would have no file.
        Polling.letPass(Duration.ofSeconds(3));

        AppClient.Answer stopped = app.post("/api/captures/" + id + "/stop", "");
        AppClient.Answer again = app.post("/api/captures/" + id + "/stop", "");

        assertThat(stopped.status()).isEqualTo(200);
        assertThat(stopped.body().at("/session/stop/by").asText()).isEqualTo("a key holder, by function key");
        assertThat(again.status()).isEqualTo(200);
        JsonNode capture = app.finished(id);
        assertThat(capture.get("outcome").asText()).as(capture.toPrettyString()).isEqualTo("stopped");
        assertThat(capture.at("/file/state").asText()).isEqualTo("arrived");
    }

    @Test
    void an_alert_made_for_a_test_shows_what_a_real_one_would_do() {
        String machine = AppClient.machine();

        AppClient.Answer answer = app.post("/api/alerts/test?kind=resource-health&target=" + machine, "");

        assertThat(answer.status()).as(answer.body().toPrettyString()).isEqualTo(200);
        assertThat(answer.body()
                        .at("/decisions/0/request/body/properties/timeLimitInSeconds")
                        .asInt())
                .isEqualTo(5);
        assertThat(answer.body().at("/payload/data/essentials/alertTargetIDs/0").asText())
                .isEqualTo(machine);
    }

    private static AppClient.Answer delete(String id, String query) {
        return app.send(
                HttpRequest.newBuilder(app.url("/api/captures/" + id + query)).DELETE());
    }
}
