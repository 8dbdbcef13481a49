package io.alertcap.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alertcap.Programs;
import io.alertcap.evidence.Tampering;
import io.alertcap.evidence.Zips;
import io.alertcap.local.LocalEstate;
import io.alertcap.local.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case from the alert to the check by a stranger, who has the zip, the packets, a JVM and coreutils. */
class EvidenceEndToEndIT {
    private static final String SIGNATURE = "c2VjcmV0LXNpZ25hdHVyZS1vZi1hLXJ1bmJvb2s";

    private record Said(int status, String text) {}

    @TempDir
    private Path folder;

    @Test
    void a_stranger_can_check_a_case_and_is_told_what_was_done_to_it() throws Exception {
        Programs.require("The case was", "sha256sum");
        try (AppClient app = AppClient.start(Map.of())) {
            String id = app.post(AppClient.alert(AppClient.machine(), 1)
                            .with(
                                    "\"team\": \"netops\"",
                                    "\"team\": \"netops\", \"runbook\": \"https://logic.example/run?sv=1&sig="
                                            + SIGNATURE + "\""))
                    .captureId();
            HttpResponse<byte[]> open = download(app, "/api/captures/" + id + "/case");
            assertThat(open.statusCode()).isEqualTo(200);
            assertThat(name(open)).contains("-not-sealed.zip");
            assertThat(verify(write("open.zip", open.body()))).satisfies(said -> {
                assertThat(said.status()).isEqualTo(2);
                assertThat(said.text()).startsWith("NOT SEALED");
            });
            JsonNode capture = app.finished(id);

            HttpResponse<byte[]> sealed = Polling.until(
                    Duration.ofSeconds(60),
                    () -> download(app, capture.at("/links/case").asText()),
                    answer -> !name(answer).contains("not-sealed"),
                    EvidenceEndToEndIT::name);

            assertThat(sealed.headers().firstValue("content-type")).contains("application/zip");
            assertThat(name(sealed))
                    .contains("alertcap-case-" + capture.get("name").asText() + ".zip");
            tellsTheWholeStory(Zips.read(sealed.body()), capture);
            byte[] packets = download(app, capture.at("/links/file").asText()).body();
            Path zip = write("case.zip", sealed.body());
            Said all = verify(
                    zip, "--seal", seal(app, id), write("download.cap", packets).toString());
            assertThat(all.status()).as(all.text()).isZero();
            assertThat(all.text()).contains("OK: ", "download.cap is the capture file");
            assertThat(unzippedAndSummed(sealed.body()))
                    .contains("alert.json: OK", "timeline.jsonl: OK")
                    .doesNotContain("FAILED");
            assertThat(Stream.of(Tampering.values()).parallel()).allSatisfy(tampering -> {
                Said said = verify(write(tampering + ".zip", tampering.of(sealed.body())));
                assertThat(said.status()).as(tampering + ": " + said.text()).isIn(1, 2);
                assertThat(said.text()).doesNotContain("OK: ");
            });
            assertThat(verify(zip, write("other.cap", new byte[24]).toString()).status())
                    .isEqualTo(1);
        }
    }

    private static void tellsTheWholeStory(Map<String, byte[]> documents, JsonNode capture) throws IOException {
        assertThat(documents)
                .containsKeys(
                        "README.txt",
                        "SHA256SUMS",
                        "alert.json",
                        "capture-files.sha256",
                        "capture.json",
                        "decision.json",
                        "report.txt",
                        "timeline.jsonl");
        assertThat(new ObjectMapper()
                        .readTree(documents.get("alert.json"))
                        .at("/data/customProperties/runbook")
                        .asText())
                .isEqualTo("https://logic.example/run?sv=1&sig=REDACTED");
        JsonNode decision = new ObjectMapper().readTree(documents.get("decision.json"));
        assertThat(decision.at("/settings/ALERTCAP_CAPTURE_LIMIT").asText()).isNotEmpty();
        assertThat(decision.at("/capture/trigger/rule").asText())
                .isEqualTo(capture.at("/trigger/rule").asText());
        assertThat(text(documents, "capture-files.sha256"))
                .contains(capture.at("/file/sha256").asText());
        List<JsonNode> exchanges = new ArrayList<>();
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            if (document.getKey().startsWith("arm/")) {
                for (String line :
                        new String(document.getValue(), UTF_8).lines().toList()) {
                    exchanges.add(new ObjectMapper().readTree(line));
                }
            }
        }
        assertThat(exchanges)
                .anySatisfy(exchange -> {
                    assertThat(exchange.get("method").asText()).isEqualTo("PUT");
                    assertThat(exchange.get("address").asText())
                            .containsIgnoringCase(
                                    "/packetCaptures/" + capture.get("name").asText());
                    assertThat(exchange.get("status").asInt()).isEqualTo(201);
                    assertThat(exchange.get("body").asText()).contains("timeLimitInSeconds");
                    assertThat(exchange.get("answer").asText()).contains("provisioningState");
                })
                .anySatisfy(
                        exchange -> assertThat(exchange.get("method").asText()).isEqualTo("DELETE"))
                .anySatisfy(
                        exchange -> assertThat(exchange.get("address").asText()).containsIgnoringCase("queryStatus"));
        SecretScanner scanner = new SecretScanner(Map.of(
                "signature in the alert",
                SIGNATURE,
                "account key",
                AppClient.estate().azurite().connectionString().replaceAll(".*AccountKey=([^;]+).*", "$1")));
        documents.forEach((name, content) ->
                assertThat(scanner.scan(name, new String(content, UTF_8))).isEmpty());
    }

    private static String text(Map<String, byte[]> documents, String name) {
        return new String(documents.get(name), UTF_8);
    }

    /** What the log said of the seal. */
    private static String seal(AppClient app, String id) {
        return app.log()
                .lines()
                .filter(line -> line.contains("event=case-sealed capture=" + id))
                .map(line -> line.replaceAll(".*sha256=([0-9a-f]{64}).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<byte[]> download(AppClient app, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(app.url(path))
                                    .header("x-functions-key", LocalEstate.KEY)
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String name(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("content-disposition").orElse("");
    }

    private Path write(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the jar alone, in a process of its own. */
    private Said verify(Path zip, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                jar().toString(),
                zip.toString()));
        command.addAll(List.of(more));
        return run(folder, command);
    }

    private static Path jar() {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-verify.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String unzippedAndSummed(byte[] zip) throws IOException {
        Path there = folder.resolve("unzipped");
        for (Map.Entry<String, byte[]> document : Zips.read(zip).entrySet()) {
            Path file = there.resolve(document.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, document.getValue());
        }
        Said said = run(there, List.of("sha256sum", "-c", "SHA256SUMS"));
        assertThat(said.status()).as(said.text()).isZero();
        return said.text();
    }

    private static Said run(Path where, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Said(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
