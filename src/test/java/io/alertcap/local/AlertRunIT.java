package io.alertcap.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import io.alertcap.local.host.ToyApp;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told about an alert, with an app that says what the test wants. */
class AlertRunIT {
    /** Answers the document of a capture: running when first asked, then what setting FINISHED holds. */
    private static final String MEMBERS = """
            static int received;
            static int asked;
            public HttpResponseMessage receive(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                String[] statuses = System.getenv("STATUSES").split(" ");
                return request.createResponseBuilder(HttpStatus.valueOf(Integer.parseInt(statuses[received++])))
                        .body(System.getenv("DECISIONS")).build();
            }
            public HttpResponseMessage show(@HttpTrigger(name = "request") HttpRequestMessage<Optional<String>> request) {
                String running = "{\\"state\\":\\"running\\",\\"startedAt\\":\\"" + java.time.Instant.now()
                        + "\\",\\"limits\\":{\\"timeLimitSeconds\\":10}}";
                return request.createResponseBuilder(HttpStatus.OK)
                        .body(++asked == 1 ? running : System.getenv("FINISHED")).build();
            }
            """;

    private static final String STARTED = """
            {"decisions":[{"target":"/subscriptions/s/vm-web-01","decision":"started","captureId":"c1","reason":null}],
             "warnings":[{"field":"customProperties.captureDuration","detail":"is too long"}]}""";

    private static final String MESSAGE = """
            {"type":"io.alertcap.capture.finished","data":{"headline":"A capture is there",
             "facts":[{"label":"Machine","value":"vm-web-01"}],"next":["Open it"]}}""";

    private static final List<Duration> REDELIVERIES = List.of(Duration.ZERO, Duration.ZERO);

    @TempDir
    private static Path temporary;

    private static LocalEstate estate;
    private static Path toy;

    @BeforeAll
    static void start() throws Exception {
        estate = LocalEstate.start(temporary.resolve("estate"));
        toy = ToyApp.of(temporary.resolve("toy"), MEMBERS)
                .http("Receive", "receive", "alerts", "\"POST\"", "FUNCTION")
                .http("Show", "show", "captures/{id}", "\"GET\"", "FUNCTION")
                .folder();
    }

    @AfterAll
    static void stop() {
        estate.close();
    }

    @Test
    void a_complete_capture_is_told_from_decision_to_file() throws Exception {
        byte[] file = onePacket();
        URI url = upload("good.cap", file);
        tell(MESSAGE);

        Told told = run("202", STARTED, finished("complete", url, file));

        assertThat(told.result().wrong()).isEmpty();
        assertThat(told.text())
                .containsSubsequence(
                        "202 started for vm-web-01",
                        "warning: customProperties.captureDuration is too long",
                        "00:00  running     ",
                        " s left",
                        "complete: 1 packets, 44 bytes",
                        "good.cap",
                        "(io.alertcap.capture.finished)",
                        "A capture is there",
                        "Machine        vm-web-01",
                        "→ Open it");
        assertThat(estate.file("captures").resolve("good.cap")).hasBinaryContent(file);
    }

    @Test
    void any_other_outcome_is_wrong() throws Exception {
        byte[] file = onePacket();
        tell(MESSAGE);

        Told told = run("202", STARTED, finished("truncated", upload("cut.cap", file), file));

        assertThat(told.result().wrong())
                .hasValueSatisfying(why -> assertThat(why).contains("outcome is truncated"));
    }

    @Test
    void a_file_that_is_no_capture_is_wrong() throws Exception {
        byte[] file = "no capture".getBytes(StandardCharsets.UTF_8);
        tell(MESSAGE);

        Told told = run("202", STARTED, finished("complete", upload("bad.cap", file), file));

        assertThat(told.result().wrong())
                .hasValueSatisfying(why -> assertThat(why).contains("is not a capture"));
    }

    @Test
    void an_alert_that_is_not_accepted_is_wrong() throws Exception {
        Told told = run("503 503 503", "{\"title\":\"misconfigured\"}", "{}");

        assertThat(told.result().wrong()).contains("the app answered 503 to the alert");
        assertThat(told.text()).contains("503 {\"title\":\"misconfigured\"}");
    }

    @Test
    void an_alert_that_is_to_come_again_does_so() throws Exception {
        byte[] file = onePacket();
        tell(MESSAGE);

        Told told = run("503 202", STARTED, finished("complete", upload("again.cap", file), file));

        assertThat(told.result().wrong()).isEmpty();
        assertThat(told.text()).contains("delivered again in 0 s").contains("202 started for vm-web-01");
    }

    private record Told(AlertRun.Result result, String text) {}

    private static Told run(String statuses, String decisions, String finished) {
        Map<String, String> settings = Map.of("STATUSES", statuses, "DECISIONS", decisions, "FINISHED", finished);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (AppProcess app = AppProcess.start(
                new AppProcess.Options(toy, 0, "key", false, settings, temporary.resolve("toy.log")))) {
            AlertRun.Result result = new AlertRun(
                            estate, app, new PrintStream(text, true, StandardCharsets.UTF_8), REDELIVERIES)
                    .run("{}");
            return new Told(result, text.toString(StandardCharsets.UTF_8));
        }
    }

    private static String finished(String outcome, URI url, byte[] file) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        return """
                {"state":"finished","outcome":"%s","reason":"as told","limits":{"timeLimitSeconds":10},
                 "file":{"state":"arrived","url":"%s","bytes":%d,"packets":1,"sha256":"%s"}}""".formatted(outcome, url, file.length, sha256);
    }

    private static URI upload(String name, byte[] file) {
        estate.blobs()
                .createBlobContainerIfNotExists("captures")
                .getBlobClient("2026/" + name)
                .upload(BinaryData.fromBytes(file), true);
        return URI.create(estate.azurite().endpoint() + "/captures/2026/" + name);
    }

    private static void tell(String message) throws Exception {
        estate.sink().clear();
        var unused = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(estate.sink().url())
                                .POST(HttpRequest.BodyPublishers.ofString(message))
                                .build(),
                        BodyHandlers.discarding());
    }

    /** A pcap file with one packet of four bytes. */
    private static byte[] onePacket() {
        return ByteBuffer.allocate(44)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65535)
                .putInt(1)
                .putInt(1_790_000_000)
                .putInt(0)
                .putInt(4)
                .putInt(4)
                .putInt(0x01020304)
                .array();
    }
}
